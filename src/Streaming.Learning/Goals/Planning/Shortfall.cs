using Streaming.Learning.Goals.Measuring;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Planning;

/// <summary>How far figures lie on the wrong side of their bounds.</summary>
static class Shortfall
{
    /// <summary>Below this a bound is taken for nothing, and what lies above it counts by itself.</summary>
    const double Nothing = 1e-9;

    /// <summary>As a share of the bound: 0 where the goal is met, null where nobody can tell.</summary>
    internal static double? Of(GoalModel goal, GoalMeasures measures) =>
        measures.Of(goal.Metric) is { } value
            ? Math.Max(0, goal.IsAtLeast ? goal.Bound - value : value - goal.Bound) / (goal.Bound > Nothing ? goal.Bound : 1)
            : null;

    /// <summary>Of all goals together; those of which nobody can tell add nothing.</summary>
    internal static double Of(GoalsModel goals, GoalMeasures measures) => goals.Wanted.Sum(goal => Of(goal, measures) ?? 0);

    /// <summary>The goals that are missed.</summary>
    internal static IReadOnlyList<GoalModel> Missed(GoalsModel goals, GoalMeasures measures) =>
        [.. goals.Wanted.Where(goal => Of(goal, measures) > 0)];
}
