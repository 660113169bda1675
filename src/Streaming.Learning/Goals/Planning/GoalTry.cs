using Streaming.Learning.Goals.Measuring;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Planning;

/// <summary>What an action would have made of the rows that are measured.</summary>
/// <param name="Action">The action.</param>
/// <param name="What">What was tried, in words that go on from the action's name.</param>
/// <param name="Predicted">What would have been measured; null where it could not be tried.</param>
public sealed record GoalTry(GoalAction Action, string What, GoalMeasures? Predicted)
{
    /// <summary>How the version is trained; null where none is.</summary>
    public TrainingModel? Train { get; init; }

    /// <summary>Why it could not be tried.</summary>
    public string? Fault { get; init; }
}
