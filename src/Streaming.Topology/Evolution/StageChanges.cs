using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Evolution;

/// <summary>
/// The stages that a topology is cut into have lineage, consumer groups and channels of their own: they stay what they are.
/// Only the labels stage may come, as long as nobody reads from it.
/// </summary>
static class StageChanges
{
    const string OtherStages = "Recorded rows have not gone through such a stage.";

    public static IEnumerable<Difference> Of(Succession pair)
    {
        // What these change is said of them, once.
        if (pair.Old.Source.Key != pair.New.Source.Key || pair.Old.Source.Partitioner != pair.New.Source.Partitioner)
            return [];
        var (before, after) = (Keys(pair.OldPlan), Keys(pair.NewPlan));
        if (!before.ToHashSet(StringComparer.Ordinal).SetEquals(after))
            return Missing(pair, before, after);
        if (!before.SequenceEqual(after))
        {
            return
            [
                new Difference(
                    ["features"],
                    $"the stages are in another order: by {string.Join(", ", before)} before, by {string.Join(", ", after)} now",
                    "It follows from the first window by each key: put new windows behind the ones there are, or run the changed "
                        + "topology under a new name, beside this one."
                ),
            ];
        }

        return LabelInputs(pair).Concat(Placement(pair));
    }

    static List<string> Keys(PipelinePlan plan) => [.. plan.Stages.Where(s => s.Key is not null).Select(s => s.Key!)];

    static IEnumerable<Difference> Missing(Succession pair, List<string> before, List<string> after)
    {
        foreach (var window in pair.New.Features.OfType<WindowFeature>().Where(w => !before.Contains(w.Key)))
        {
            yield return new Difference(
                ["features", window.Name, "per"],
                $"windows by {window.Key} need a stage that this topology did not have",
                $"{OtherStages} Run the changed topology under a new name, beside this one."
            );
        }

        foreach (var key in before.Where(key => !after.Contains(key)))
        {
            yield return new Difference(
                ["features"],
                $"no feature is per {key} any more, and so the stage for it is gone",
                $"It has lineage, and the stages after it read from it. Keep one window per {key}, or run the changed topology under a "
                    + "new name, beside this one."
            );
        }
    }

    static IEnumerable<Difference> LabelInputs(Succession pair)
    {
        foreach (var stage in pair.NewPlan.Stages.Where(s => s.Key is not null))
        {
            var was = pair.OldPlan.Stages.First(s => s.Key == stage.Key);
            if (ReadsLabels(was) == ReadsLabels(stage))
                continue;
            var window = stage.Features.OfType<WindowFeature>().FirstOrDefault(w => w.Input == WindowInput.Labels);
            yield return window is not null
                ? new Difference(
                    ["features", window.Name],
                    $"windows over labels per {stage.Key} need a channel that this topology did not have",
                    $"Labels of the past never went there. Run the changed topology under a new name, beside this one."
                )
                : new Difference(
                    ["features"],
                    $"no feature is over labels per {stage.Key} any more, and so the channel for them is gone",
                    $"Recorded positions are positions in it. Keep one window over labels per {stage.Key}, or run the changed topology "
                        + "under a new name, beside this one."
                );
        }
    }

    /// <summary>Where nothing hung on it, records were taken wherever they lay.</summary>
    static IEnumerable<Difference> Placement(Succession pair)
    {
        if (pair.Old.Source.Partitioner == PartitionerKind.Any || Stateful(pair.OldPlan.Entry) || !Stateful(pair.NewPlan.Entry))
            yield break;
        string[] path = pair.NewPlan.Entry.Features.OfType<WindowFeature>().FirstOrDefault() is { } window
            ? ["features", window.Name]
            : ["validate", "duplicates_within"];
        yield return new Difference(
            path,
            $"records of one {pair.New.Source.Key} now have to lie in one partition, which was not required before",
            "Those that are recorded may lie anywhere. Run the changed topology under a new name, beside this one."
        );
    }

    static bool ReadsLabels(StagePlan stage) => stage.Inputs.Any(i => i.Content == RowContent.Labels);

    static bool Stateful(StagePlan stage) => stage.DuplicatesWithin is not null || stage.Features.Any(f => f is WindowFeature);
}
