using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Topology.Evolution;

/// <summary>Features by name. What a name means is settled once and for all: models and replay go by it.</summary>
static class FeatureChanges
{
    public const string Why = "Models and recorded rows mean the old feature by this name: give the new one a new name.";

    /// <summary>Keys that say what a feature is.</summary>
    public static IReadOnlyList<string> Definition { get; } =
    ["count", "sum", "mean", "min", "max", "stddev", "distinct", "since_last", "ratio", "per", "over", "delay", "pane", "empty"];

    public static IEnumerable<Difference> Of(Succession pair)
    {
        var (before, after) = (pair.Old.Features, pair.New.Features);
        foreach (var feature in after)
        {
            var was = before.FirstOrDefault(b => b.Name == feature.Name);
            if (was is null)
                yield return new Difference(["features", feature.Name], "the feature is new", null);
            else if (!was.Equals(feature))
                yield return new Difference(["features", feature.Name, .. Key(was, feature)], Message(was, feature), Why);
        }

        foreach (var gone in before.Where(b => after.All(a => a.Name != b.Name)))
            yield return new Difference(["features"], $"the feature {gone.Name} is gone", null);
        if (!Names(before, after).SequenceEqual(Names(after, before)))
            yield return new Difference(["features"], "the features are in another order, and so are the columns of the model", null);
    }

    /// <summary>Names in their order, of those that the others have too.</summary>
    static IEnumerable<string> Names(IReadOnlyList<FeatureModel> features, IReadOnlyList<FeatureModel> others) =>
        features.Select(f => f.Name).Where(name => others.Any(o => o.Name == name));

    static string Message(FeatureModel was, FeatureModel now) =>
        (was, now) switch
        {
            (WindowFeature a, WindowFeature b) when a.Aggregate != b.Aggregate => $"the feature was a {Word(a)} and is a {Word(b)}",
            (WindowFeature a, WindowFeature b) when a.Key != b.Key => $"the feature was per {a.Key} and is per {b.Key}",
            (WindowFeature a, WindowFeature b) when a.Over != b.Over => Different(a.Over, b.Over),
            (WindowFeature a, WindowFeature b) when a.Delay != b.Delay => Different(a.Delay, b.Delay),
            (WindowFeature a, WindowFeature b) when a.Pane != b.Pane => Different(a.Pane, b.Pane),
            (WindowFeature a, WindowFeature b) when !a.Empty.Equals(b.Empty) => Different(a.Empty, b.Empty),
            _ => "the feature is defined differently",
        };

    /// <summary>The key that differs, where there is one to point at.</summary>
    static string[] Key(FeatureModel was, FeatureModel now) =>
        (was, now) switch
        {
            (WindowFeature a, WindowFeature b) when a.Aggregate != b.Aggregate || a.Input != b.Input || !Equals(a.Value, b.Value) =>
            [
                Word(b),
            ],
            (WindowFeature a, WindowFeature b) when a.Key != b.Key => ["per"],
            (WindowFeature a, WindowFeature b) when a.Over != b.Over => ["over"],
            (WindowFeature a, WindowFeature b) when a.Delay != b.Delay => ["delay"],
            (WindowFeature a, WindowFeature b) when a.Pane != b.Pane => ["pane"],
            (WindowFeature, WindowFeature) => ["empty"],
            (
                ExpressionFeature { Expression: Binary { Operator: BinaryOperator.Divide } },
                ExpressionFeature { Expression: Binary { Operator: BinaryOperator.Divide } }
            ) => ["ratio"],
            _ => [],
        };

    static string Word(WindowFeature window) =>
        window.Aggregate == Aggregate.SinceLast ? "since_last" : window.Aggregate.ToString().ToLowerInvariant();

    static string Different(object? was, object? now) =>
        $"the feature has another definition: it was {EvolutionRule.Text(was)} and is {EvolutionRule.Text(now)}";
}
