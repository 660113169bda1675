using Streaming.Topology.Config.Learning;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Whether the rest of the file lets goals be met, and actions be taken.</summary>
static class GoalsBinder
{
    public static void Check(GoalsConfig goals, LearningModel learning, LabelsModel? labels, ScoreModel? score, FaultLog log)
    {
        foreach (var (goal, place) in goals.Wanted)
        {
            if (goal.Metric == GoalMetric.LabelDelay && labels?.Delay is { } delay && goal.Bound < delay.TotalSeconds)
            {
                log.Report(
                    place,
                    $"labels are declared to come {DurationText.Format(delay)} after their events",
                    $"Write {DurationText.Format(delay)} or more, or correct `labels.delay`."
                );
            }
            else if (goal.Metric == GoalMetric.LatencyP99 && goal.Bound <= 0)
            {
                log.Report(place, "no row takes no time", "Write a duration above zero, such as 200ms.");
            }
            else if (goal.Metric is GoalMetric.AlertRate or GoalMetric.FalsePositivesADay && score is { Decisions.Count: 1 })
            {
                log.Report(
                    place,
                    "an alert is any decision but the last, and there is one decision",
                    "Write a second one under `score.decide`, or leave the goal out."
                );
            }
        }

        foreach (var (action, place) in goals.Actions)
            CheckAction(action, place, learning, labels, score, log);

        if (goals.DeadMan is not { } deadMan)
            return;
        if (score is { Rule: null })
            log.Report(deadMan.Place, "there is no rule to fall back to", "Write one as `score.rule`, or leave `dead_man` out.");
        if (labels?.Delay is { } usual && deadMan.Value <= usual)
        {
            log.Report(
                deadMan.Place,
                $"it would fall back always: labels come {DurationText.Format(usual)} after their events",
                $"Write more than {DurationText.Format(usual)}."
            );
        }
    }

    static void CheckAction(GoalAction action, Place place, LearningModel learning, LabelsModel? labels, ScoreModel? score, FaultLog log)
    {
        if (action == GoalAction.FallBack && score is { Rule: null })
        {
            log.Report(place, "there is no rule to fall back to", "Write one as `score.rule`, or leave `fall_back` out.");
        }
        else if (action == GoalAction.Thresholds && score is { Decisions.Count: 1 })
        {
            log.Report(
                place,
                "there is one decision, and no threshold",
                "Write a second one under `score.decide`, or leave `thresholds` out."
            );
        }
        else if (action == GoalAction.RetrainLonger && learning.Train.Last is null)
        {
            log.Report(
                place,
                "there is nothing longer than all there is",
                "Write how much is taken as `learning.train.last`, or leave `retrain_longer` out."
            );
        }
        else if (
            action == GoalAction.RetrainShorter
            && learning.Train.Last is { } last
            && labels?.Delay is { } delay
            && last / 2 <= 2 * delay
        )
        {
            log.Report(
                place,
                $"half of {DurationText.Format(last)} leaves nothing to learn from: labels come {DurationText.Format(delay)} later",
                $"Write more than {DurationText.Format(4 * delay)} as `learning.train.last`, or leave `retrain_shorter` out."
            );
        }
    }
}
