using Streaming.Learning.Goals.Measuring;

namespace Streaming.Learning.Goals.Planning;

/// <summary>All that a plan follows from beside the goals themselves.</summary>
/// <param name="Window">Over what is measured.</param>
/// <param name="Measured">What was recorded.</param>
/// <param name="Past">What was done before.</param>
/// <param name="Now">By the clock: actions are counted in 24 hours of it.</param>
public sealed record GoalsState(GoalsWindow Window, GoalMeasures Measured, GoalsPast Past, DateTimeOffset Now)
{
    /// <summary>What each permitted action would have made of the same rows; empty while nobody has tried.</summary>
    public IReadOnlyList<GoalTry> Tries { get; init; } = [];

    /// <summary>No label has come for longer than the dead-man rule allows.</summary>
    public bool Silent { get; init; }
}
