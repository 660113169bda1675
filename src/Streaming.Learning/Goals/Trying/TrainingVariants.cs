using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Learning.Goals.Trying;

/// <summary>How an action trains, other than the policy does.</summary>
static class TrainingVariants
{
    /// <summary>The ways to train that an action stands for, with words for each; none: it trains nothing.</summary>
    /// <param name="action">The action.</param>
    /// <param name="policy">How the policy trains.</param>
    /// <param name="known">So much event time there is to learn from.</param>
    internal static IReadOnlyList<(TrainingModel Train, string What)> Of(GoalAction action, TrainingModel policy, TimeSpan known) =>
        action switch
        {
            GoalAction.Retrain => [(policy, "")],
            GoalAction.RetrainLonger when policy.Last is { } last => [Over(policy, 2 * last)],
            GoalAction.RetrainShorter => [Over(policy, (policy.Last ?? known) / 2)],
            GoalAction.OtherAlgorithm =>
            [
                .. Enum.GetValues<Algorithm>()
                    .Where(algorithm => algorithm != policy.Algorithm)
                    .Select(algorithm => (policy with { Algorithm = algorithm }, AlgorithmNames.Of(algorithm))),
            ],
            GoalAction.Recalibrate => [Calibrated(policy)],
            _ => [],
        };

    static (TrainingModel, string) Over(TrainingModel policy, TimeSpan last)
    {
        // Whole seconds: the words tell all of it.
        var whole = TimeSpan.FromSeconds(Math.Ceiling(last.TotalSeconds));
        return (policy with { Last = whole }, $"on the last {DurationText.Format(whole)}");
    }

    /// <summary>In the way that the policy does not.</summary>
    static (TrainingModel, string) Calibrated(TrainingModel policy)
    {
        var method = policy.Calibrate == CalibrationMethod.Isotonic ? CalibrationMethod.Platt : CalibrationMethod.Isotonic;
        return (policy with { Calibrate = method }, method == CalibrationMethod.Platt ? "platt" : "isotonic");
    }
}
