using Streaming.Topology.Config.Learning;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Whether the rest of the file lets the policy be met.</summary>
static class LearningBinder
{
    public static LearningModel Bind(
        Located<LearningConfig> located,
        LabelsModel? labels,
        ScoreModel? score,
        IReadOnlyList<string> attributes,
        FaultLog log
    )
    {
        if (located.Value.FairnessGates is { } gates && attributes.Count == 0)
        {
            log.Report(
                gates.Place,
                "groups are to fare alike, and none are declared",
                "Declare them under `fairness`, or leave this gate out."
            );
        }

        if (located.Value.Reweigh is { } reweigh && !attributes.Contains(reweigh.Value, StringComparer.Ordinal))
        {
            log.Report(
                reweigh.Place,
                $"there is no attribute '{reweigh.Value}'",
                Suggestion.For(reweigh.Value, attributes, "Declare it under `fairness.groups`.")
            );
        }

        if (score is { Model: null })
        {
            log.Report(
                located.Place,
                "a model is to be renewed, and `score` names none",
                "Name it as `score.model`, or leave `learning` out."
            );
        }

        if (labels is null)
        {
            log.Report(
                located.Place,
                "a model is to be renewed, and there are no labels to learn from",
                "Declare the topic of labels under `labels`, or leave `learning` out."
            );
        }
        else if (located.Value.Model.Retrain.WhenWorse && labels.Delay is null)
        {
            log.Report(
                located.Place,
                "a run is to begin when labels tell that the version got worse, and nothing says when they are known",
                "Write `delay:` under `labels`, such as 7d, or leave `when_worse` out."
            );
        }
        else if (located.Value.Last is { } last && labels.Delay is { } delay && last.Value <= 2 * delay)
        {
            log.Report(
                last.Place,
                $"of the newest {DurationText.Format(last.Value)} nothing is left to learn from: labels come {DurationText.Format(delay)} "
                    + "later, and as much lies between the rows learnt from and those judged on",
                $"Write more than {DurationText.Format(2 * delay)}."
            );
        }

        if (located.Value.Goals is { } goals)
            GoalsBinder.Check(goals, located.Value.Model, labels, score, log);
        return located.Value.Model;
    }
}
