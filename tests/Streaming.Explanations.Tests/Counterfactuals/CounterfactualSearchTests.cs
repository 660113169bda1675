using CsCheck;
using Streaming.Explanations.Counterfactuals;
using Streaming.Explanations.Shap.Kernel;
using Streaming.Explanations.Tests.Trees;
using Streaming.Explanations.Trees;
using Streaming.Topology.Config.Explaining;
using Streaming.Topology.Model;

namespace Streaming.Explanations.Tests.Counterfactuals;

/// <summary>The search against all combinations of values of small ensembles of every kind of split, and what it says where there is
/// nothing.</summary>
public sealed class CounterfactualSearchTests
{
    static readonly string[] Permitted = ["any", "up", "down", "any by 0.5", "down by 1 from 0", "up by 0.25 to 3", "any from 0.5 to 2"];

    [Fact]
    public void The_least_change_is_found_or_none_exists() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var ensemble = RandomTrees.Ensemble(random, random.Next(1, 5), random.Next(1, 5), random.Next(1, 5));
                var row = RandomTrees.Rows(random, 1, ensemble.FeatureCount);
                var actionable = Enumerable
                    .Range(0, ensemble.FeatureCount)
                    .Where(_ => random.Next(5) > 0)
                    .ToDictionary(f => f, _ => Change(Permitted[random.Next(Permitted.Length)]));
                var margin = ensemble.Margin(row);
                var wanted =
                    random.Next(2) == 0
                        ? new MarginRange(margin + (random.NextDouble() * 3) + 0.01, double.PositiveInfinity)
                        : new MarginRange(double.NegativeInfinity, margin - (random.NextDouble() * 3) - 0.01);

                var result = new CounterfactualSearch(ensemble, actionable, new CounterfactualOptions { MostChanged = 4 }).Find(
                    row,
                    wanted
                );

                var all = Combinations(ensemble, row, actionable).Where(c => wanted.Contains(ensemble.Margin(c.Row))).ToList();
                result.Outcome.ShouldBe(all.Count == 0 ? CounterfactualOutcome.None : CounterfactualOutcome.Found);
                if (all.Count == 0)
                    return;
                var fewest = all.Min(c => c.Changed.Length);
                var first = result.Found[0];
                first.Changed.Count.ShouldBe(fewest);
                first.Distance.ShouldBe(all.Where(c => c.Changed.Length == fewest).Min(c => c.Distance), 1e-6);
                foreach (var found in result.Found)
                {
                    found.IsLeast.ShouldBeTrue();
                    wanted.Contains(ensemble.Margin(found.Row)).ShouldBeTrue();
                    found.Changed.ShouldAllBe(f => actionable.ContainsKey(f));
                    var least = all.Where(c => c.Changed.SequenceEqual(found.Changed)).Min(c => c.Distance);
                    found.Distance.ShouldBe(least, 1e-6);
                    // Diverse: what it changes is all needed, and none of the others is in it.
                    all.ShouldNotContain(c => c.Changed.Length < found.Changed.Count && c.Changed.All(found.Changed.Contains));
                }

                var sets = all.Select(c => c.Changed)
                    .Where(s => !all.Exists(o => o.Changed.Length < s.Length && o.Changed.All(s.Contains)));
                result.Found.Count.ShouldBe(Math.Min(3, sets.Select(s => string.Join(',', s)).Distinct().Count()));
            },
            iter: 300
        );

    [Fact]
    public void The_model_has_the_last_word()
    {
        // Twice the same at another threshold: the nearest that the margin allows is refused, and the next is taken.
        var ensemble = Steps(1, 2, 3);
        var search = new CounterfactualSearch(ensemble, new Dictionary<int, PermittedChange> { [0] = Change("up by 1") });
        var wanted = new MarginRange(1, double.PositiveInfinity);
        search.Find([0], wanted).Found.ShouldHaveSingleItem().Row.ShouldBe([2]);
        search.Find([0], wanted, row => row[0] > 2).Found.ShouldHaveSingleItem().Row.ShouldBe([3]);
        search.Find([0], wanted, _ => false).Outcome.ShouldBe(CounterfactualOutcome.None);
    }

    [Fact]
    public void What_may_not_change_is_none_and_what_is_so_already_says_so()
    {
        var ensemble = Steps(1, 2, 3);
        var wanted = new MarginRange(1, double.PositiveInfinity);
        var immutable = new CounterfactualSearch(ensemble, new Dictionary<int, PermittedChange>()).Find([0], wanted);
        (immutable.Outcome, immutable.Changeable.Count).ShouldBe((CounterfactualOutcome.None, 0));
        var down = new CounterfactualSearch(ensemble, new Dictionary<int, PermittedChange> { [0] = Change("down") });
        down.Find([0], wanted).Outcome.ShouldBe(CounterfactualOutcome.None);
        down.Find([5], wanted).Outcome.ShouldBe(CounterfactualOutcome.AlreadySo);
        down.Find([float.NaN], new MarginRange(0, 1)).Outcome.ShouldBe(CounterfactualOutcome.None, "what is missing stays missing");
    }

    /// <summary>Ten features of which all must change: beyond what is tried exhaustively.</summary>
    [Fact]
    public void What_changes_many_features_is_found_and_not_said_to_be_the_least()
    {
        const int count = 10;
        var ensemble = new TreeEnsemble(
            count,
            [.. Enumerable.Range(0, count).Select(f => new DecisionTree([new Split(f, Comparison.AtMost, 5, false, ~0, ~1)], [0, 1]))]
        );
        var actionable = Enumerable.Range(0, count).ToDictionary(f => f, _ => PermittedChange.Any);
        var row = new float[count];
        var search = new CounterfactualSearch(ensemble, actionable);
        var found = search.Find(row, new MarginRange(count - 0.5, double.PositiveInfinity));
        found.ExactUpTo.ShouldBe(3);
        var only = found.Found.ShouldHaveSingleItem();
        (only.Changed.Count, only.IsLeast).ShouldBe((count, false));
        // One more than there are, and half of one too few.
        search.Find(row, new MarginRange(count + 0.5, double.PositiveInfinity)).Outcome.ShouldBe(CounterfactualOutcome.None);
        search.Find(row, new MarginRange(3.5, 3.6)).Outcome.ShouldBe(CounterfactualOutcome.NotFound);
    }

    /// <summary>A search that runs out of steps does not claim more than it has looked at.</summary>
    [Fact]
    public void A_spent_budget_is_not_taken_for_a_proof()
    {
        var random = new Random(3);
        var ensemble = RandomTrees.Ensemble(random, 6, 40, 5);
        var row = RandomTrees.Rows(random, 1, 6);
        var actionable = Enumerable.Range(0, 6).ToDictionary(f => f, _ => PermittedChange.Any);
        var options = new CounterfactualOptions { Steps = 1, BeamWidth = 1 };
        var result = new CounterfactualSearch(ensemble, actionable, options).Find(row, new MarginRange(ensemble.Margin(row) + 2, 1e9));
        result.ExactUpTo.ShouldBe(0);
        result.Outcome.ShouldNotBe(CounterfactualOutcome.None);
        result.Found.ShouldAllBe(f => !f.IsLeast);
    }

    static PermittedChange Change(string text) =>
        PermittedChangeText.TryParse(text, out var change) ? change : throw new Xunit.Sdk.XunitException(text);

    /// <summary>A sum of steps: each threshold that is passed adds one half.</summary>
    static TreeEnsemble Steps(params double[] thresholds) =>
        new(1, [.. thresholds.Select(t => new DecisionTree([new Split(0, Comparison.Below, t, false, ~0, ~1)], [0, 0.5]))]);

    /// <summary>Every combination of values on the grid of thresholds, or of steps, that is permitted.</summary>
    static IEnumerable<(float[] Row, int[] Changed, double Distance)> Combinations(
        TreeEnsemble ensemble,
        float[] row,
        Dictionary<int, PermittedChange> actionable
    )
    {
        IEnumerable<(float[] Row, int[] Changed, double Distance)> all = [(row, [], 0)];
        foreach (var (feature, change) in actionable.OrderBy(a => a.Key))
        {
            var cuts = TreeCuts.Of(ensemble.Trees.SelectMany(t => t.Splits).Where(s => s.Feature == feature));
            var scale = FeatureDomain.Scale(cuts);
            var grid = Grid(cuts, row[feature], change).Distinct().ToList();
            all = all.SelectMany(one =>
                    grid.Select(value =>
                        {
                            float[] other = [.. one.Row];
                            other[feature] = value;
                            return (
                                other,
                                (int[])[.. one.Changed, feature],
                                one.Distance + (Math.Abs((double)value - row[feature]) / scale)
                            );
                        })
                        .Prepend(one)
                )
                .ToList();
        }

        return all.Where(c => c.Changed.Length > 0);
    }

    static IEnumerable<float> Grid(float[] cuts, float own, PermittedChange change)
    {
        if (!float.IsFinite(own))
            return [];
        IEnumerable<double> values = change.Step is { } step
            ? Enumerable.Range(1, 60).SelectMany(n => (double[])[own + (n * step), own - (n * step)])
            : cuts.SelectMany(c => (double[])[c, float.BitIncrement(c)]).Append(change.Min ?? own).Append(change.Max ?? own);
        return values
            .Select(v => (float)v)
            .Where(v => float.IsFinite(v) && !(v < change.Min) && !(v > change.Max) && (v > own ? change.Up : v < own && change.Down));
    }
}
