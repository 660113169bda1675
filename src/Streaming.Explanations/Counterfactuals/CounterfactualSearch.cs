using Streaming.Explanations.Trees;
using Streaming.Topology.Model;

namespace Streaming.Explanations.Counterfactuals;

/// <summary>
/// Finds the smallest permitted changes of a row after which a tree ensemble comes to another decision (counterfactual explanations;
/// Wachter et al. 2018, arXiv:1711.00399). Smallest: the fewest changed features, and among these the least distance
/// (<see cref="Counterfactual.Distance"/>). Several answers are diverse: none changes all the features of another.
/// </summary>
/// <remarks>
/// <para>
/// <em>What is guaranteed.</em> A model is constant between its thresholds, so that one value out of each segment speaks for all. For up
/// to <see cref="CounterfactualOptions.MostChanged"/> features every combination of such values is tried or excluded by bounds on the
/// margin (branch and bound, nearest first): what is found is the least, and what is not found does not exist. Should
/// <see cref="CounterfactualOptions.Steps"/> not suffice, the result says up to how many features this holds. Beyond, a beam follows the
/// most promising changes: what it finds is an answer, but not always the least. That none exists at all is said where all features
/// together cannot move the margin far enough, or where all combinations were tried.
/// </para>
/// <para>
/// Each feature changes by itself, as the model sees it: what a pipeline would compute from a changed feature is not computed again. A
/// missing value stays missing, and none becomes missing. The same question has the same answer on every machine: steps are counted, not
/// timed.
/// </para>
/// </remarks>
public sealed class CounterfactualSearch
{
    readonly TreeEnsemble _ensemble;
    readonly CounterfactualOptions _options;
    readonly IReadOnlyDictionary<int, PermittedChange> _actionable;
    readonly Dictionary<int, Split[]> _splits;

    /// <param name="ensemble">The model.</param>
    /// <param name="actionable">What may change, by index of the feature.</param>
    /// <param name="options">How far is sought.</param>
    public CounterfactualSearch(
        TreeEnsemble ensemble,
        IReadOnlyDictionary<int, PermittedChange> actionable,
        CounterfactualOptions? options = null
    )
    {
        (_ensemble, _actionable, _options) = (ensemble, actionable, options ?? new CounterfactualOptions());
        _splits = ensemble
            .Trees.SelectMany(t => t.Splits)
            .Where(s => actionable.ContainsKey(s.Feature))
            .GroupBy(s => s.Feature)
            .ToDictionary(g => g.Key, g => g.ToArray());
    }

    /// <summary>Seeks counterfactuals of a row.</summary>
    /// <param name="row">As many values as the model has features; NaN is missing.</param>
    /// <param name="wanted">Margins that may be wanted: the search leaves out what cannot come there.</param>
    /// <param name="accepts">
    /// Whether a row is decided as wanted: the model and the decision themselves have the last word. Null: where the margin is wanted.
    /// </param>
    /// <param name="stop">Gives up.</param>
    public CounterfactualResult Find(
        ReadOnlySpan<float> row,
        MarginRange wanted,
        Func<float[], bool>? accepts = null,
        CancellationToken stop = default
    )
    {
        if (row.Length != _ensemble.FeatureCount)
            throw new ArgumentException($"A row of {row.Length} values for a model of {_ensemble.FeatureCount} features.", nameof(row));
        accepts ??= other => wanted.Contains(_ensemble.Margin(other));
        float[] own = [.. row];
        var domains = _splits
            .OrderBy(s => s.Key)
            .Select(s => FeatureDomain.Of(s.Key, s.Value, own[s.Key], _actionable[s.Key]))
            .Where(d => d.CanChange)
            .ToList();
        int[] changeable = [.. domains.Select(d => d.Feature)];
        if (accepts(own))
            return new CounterfactualResult(CounterfactualOutcome.AlreadySo, [], 0, changeable);
        var answers = new SplitAnswers(domains.ToDictionary(d => d.Feature));
        var near = wanted.Widened();
        if (domains.Count == 0 || !Reaches(own, domains, answers, near))
            return new CounterfactualResult(CounterfactualOutcome.None, [], domains.Count, changeable);

        var budget = new SearchBudget(_options.Steps, stop);
        var (found, exact) = Exactly(own, domains, answers, near, accepts, budget);
        if (found.Count == 0 && exact < domains.Count)
        {
            var beam = new BeamSearch(_ensemble, own, domains, answers, near, _options.BeamWidth);
            if (beam.Find(accepts, stop) is { } other)
                found.Add(Made(own, other, domains, isLeast: false));
        }

        return new CounterfactualResult(
            found.Count > 0 ? CounterfactualOutcome.Found
                : exact == domains.Count ? CounterfactualOutcome.None
                : CounterfactualOutcome.NotFound,
            found,
            exact,
            changeable
        );
    }

    /// <summary>All changes of one feature, then of two, and so on; and up to how many that is done.</summary>
    (List<Counterfactual> Found, int ExactUpTo) Exactly(
        float[] own,
        List<FeatureDomain> domains,
        SplitAnswers answers,
        MarginRange wanted,
        Func<float[], bool> accepts,
        SearchBudget budget
    )
    {
        var found = new List<Counterfactual>();
        for (var size = 1; size <= Math.Min(_options.MostChanged, domains.Count); size++)
        {
            var (hits, most) = (new List<Counterfactual>(), _options.Count - found.Count);
            foreach (var subset in Subsets.Of(domains.Count, size))
            {
                FeatureDomain[] few = [.. subset.Select(place => domains[place])];
                if (found.Any(f => f.Changed.All(c => few.Any(d => d.Feature == c))))
                    continue;
                var below = hits.Count < most ? double.PositiveInfinity : hits.Select(h => h.Distance).Order().ElementAt(most - 1);
                var trees = PrunedTrees.Of(_ensemble, own, few, answers);
                var least = new SubsetSearch(trees, few, wanted, budget).Least(below, values => accepts(With(own, few, values)));
                if (least is { } hit)
                    hits.Add(Made(own, With(own, few, hit.Values), domains, isLeast: true));
                if (budget.IsSpent)
                    break;
            }

            found.AddRange(hits.OrderBy(h => h.Distance).Take(most).Select(h => h with { IsLeast = !budget.IsSpent }));
            if (budget.IsSpent)
                return (found, size - 1);
            if (found.Count >= _options.Count)
                return (found, size);
        }

        return (found, Math.Min(_options.MostChanged, domains.Count));
    }

    /// <summary>Whether all features together may move the margin far enough.</summary>
    bool Reaches(float[] own, List<FeatureDomain> domains, SplitAnswers answers, MarginRange wanted)
    {
        var all = new Box(new int[domains.Count], [.. domains.Select(d => d.Values.Length - 1)]);
        var (least, most) = PrunedTrees.Of(_ensemble, own, domains, answers).Bounds(all);
        return wanted.Meets(least, most);
    }

    static Counterfactual Made(float[] own, float[] other, IEnumerable<FeatureDomain> domains, bool isLeast)
    {
        var changed = domains.Where(d => !other[d.Feature].Equals(own[d.Feature])).ToList();
        return new Counterfactual(
            other,
            [.. changed.Select(d => d.Feature)],
            changed.Sum(d => d.Costs[Array.IndexOf(d.Values, other[d.Feature])]),
            isLeast
        );
    }

    static float[] With(float[] own, FeatureDomain[] domains, float[] values)
    {
        float[] other = [.. own];
        for (var place = 0; place < domains.Length; place++)
            other[domains[place].Feature] = values[place];
        return other;
    }
}
