using Streaming.Application.Counterfactuals;
using Streaming.Explanations.Counterfactuals;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.ExplainDecision;

/// <summary>
/// Seeks what would have led to another decision: with the version that decided and the decisions of the topology as it was then, among the
/// changes that the topology permits now.
/// </summary>
static class OtherDecisionSearch
{
    /// <summary>Null: the topology does not say what may change, and nobody asks.</summary>
    /// <param name="wanted">A decision; null: any other.</param>
    /// <param name="now">Says what may change.</param>
    /// <param name="then">Said what is decided.</param>
    /// <param name="decision">What was.</param>
    /// <param name="scored">The score and its version; null: the rule decided.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">The wanted decision is none, or nothing is said to be changeable.</exception>
    public static OtherDecisions? Of(
        string? wanted,
        TopologyModel now,
        TopologyModel then,
        string decision,
        RecordedScore? scored,
        CancellationToken stop
    )
    {
        var actionable = now.Explain?.Actionable ?? [];
        if (wanted is null && actionable.Count == 0)
            return null;
        var decisions = then.Score.Decisions;
        if (wanted is not null && decisions.All(d => d.Name != wanted))
        {
            throw Invalid(
                $"{now.Name} decides nothing as '{wanted}': there are the decisions {string.Join(", ", decisions.Select(d => d.Name))}."
            );
        }

        if (scored is null)
            return Without(OtherDecisionsOutcome.Rule, "The rule decided, not a model: it says itself what it compares with.");
        if (actionable.Count == 0)
            throw Invalid($"{now.Name} does not say which features somebody could change: declare them as `explain.actionable`.");
        if (wanted == decision)
            return Without(OtherDecisionsOutcome.AlreadySo, $"It was decided {wanted} as it is.");
        using var model = scored.Open();
        var features = model.Trees.Features;
        if (Decider(decisions, features) is not { } decider)
        {
            return Without(
                OtherDecisionsOutcome.Unavailable,
                "The decisions look at fields of the event besides the score, and what they would be after a change is not known."
            );
        }

        bool IsWanted(string other) => wanted is null ? other != decision : other == wanted;
        var changes = features
            .Index()
            .Join(actionable, f => f.Item, a => a.Feature, (f, a) => (f.Index, a.Change), StringComparer.Ordinal)
            .ToDictionary(c => c.Index, c => c.Change);
        var row = scored.Row(features);
        if (Margins(model, decider, decisions, features.Count, IsWanted) is not { } margins)
            return Without(OtherDecisionsOutcome.None, $"None exists: no score leads to {Named(wanted)}.");
        var result = new CounterfactualSearch(model.Trees.Ensemble, changes).Find(
            row,
            margins,
            other => IsWanted(decider.Decide(other, model.Score(other))),
            stop
        );
        return new OtherDecisions(
            Enum.Parse<OtherDecisionsOutcome>(result.Outcome.ToString()),
            wanted,
            Says(result, wanted, [.. result.Changeable.Select(f => features[f])]),
            [.. result.Found.Select(found => Answer(found, row, features, model, decider))]
        );

        OtherDecisions Without(OtherDecisionsOutcome outcome, string says) => new(outcome, wanted, says, []);
    }

    static OtherDecision Answer(Counterfactual found, float[] row, IReadOnlyList<string> features, ScoredTrees model, RowDecider decider)
    {
        var score = model.Score(found.Row);
        return new OtherDecision(
            [.. found.Changed.Select(f => new FeatureChange(features[f], row[f], found.Row[f]))],
            decider.Decide(found.Row, score),
            score,
            found.Distance,
            found.IsLeast
        );
    }

    static string Says(CounterfactualResult result, string? wanted, IReadOnlyList<string> changeable) =>
        result.Outcome switch
        {
            CounterfactualOutcome.Found when result.Found.All(f => f.IsLeast) =>
                $"Each of these changes would have led to {Named(wanted)}, and no smaller one of the same features:",
            CounterfactualOutcome.Found => $"This would have led to {Named(wanted)}; whether it is the smallest change is not proved:",
            CounterfactualOutcome.None when changeable.Count == 0 =>
                $"None exists: nothing that may change makes a difference to the model, so that nothing leads to {Named(wanted)}.",
            CounterfactualOutcome.None => $"None exists: no permitted change of {Listed(changeable)} leads to {Named(wanted)}.",
            CounterfactualOutcome.NotFound =>
                $"None was found: no permitted change of up to {result.ExactUpTo} features leads to {Named(wanted)}; "
                    + "beyond, not all was tried.",
            _ => "Scored again, it is decided as wanted: the recorded decision is another.",
        };

    static string Named(string? wanted) => wanted is null ? "another decision" : $"the decision {wanted}";

    static string Listed(IReadOnlyList<string> names) =>
        names.Count <= 6 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} others";

    static RowDecider? Decider(IReadOnlyList<DecisionModel> decisions, IReadOnlyList<string> features)
    {
        try
        {
            return new RowDecider(decisions, features);
        }
        catch (StreamingException)
        {
            return null;
        }
    }

    /// <summary>Margins beyond which no score is decided as wanted; null: none is, wherever.</summary>
    static MarginRange? Margins(
        ScoredTrees model,
        RowDecider decider,
        IReadOnlyList<DecisionModel> decisions,
        int features,
        Func<string, bool> isWanted
    )
    {
        if (!ScoreThresholds.SayAll(decisions))
            return MarginRange.All;
        // Between two thresholds all scores are decided alike, so that those on and beside one tell all.
        float[] scores =
        [
            .. ScoreThresholds
                .Of(decisions)
                .Select(t => (float)t)
                .SelectMany(t => (float[])[float.BitDecrement(t), t, float.BitIncrement(t)])
                .Append(0)
                .Distinct()
                .Order(),
        ];
        var wanted = scores.Select(score => isWanted(decider.Decide(new float[features], score))).ToArray();
        var (first, last) = (Array.IndexOf(wanted, true), Array.LastIndexOf(wanted, true));
        if (first < 0)
            return null;
        return model.Margins(
            first == 0 ? float.NegativeInfinity : scores[first],
            last == scores.Length - 1 ? float.PositiveInfinity : scores[last]
        );
    }

    static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };
}
