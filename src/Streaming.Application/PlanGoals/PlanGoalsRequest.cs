using Streaming.Application.Goals;
using Streaming.Learning.Goals.Planning;
using Streaming.Topology.Model;

namespace Streaming.Application.PlanGoals;

/// <summary>Of which topology.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record PlanGoalsRequest(string Topology);

/// <summary>What would be done.</summary>
/// <param name="Topology">For which one.</param>
/// <param name="Standing">How it stands with the goals; null: nothing is recorded.</param>
/// <param name="Verdict">Whether anything is to be done.</param>
/// <param name="Reasons">Why, in sentences, in the order in which one leads to the next.</param>
/// <param name="Action">What; null: nothing.</param>
/// <param name="Tries">What each permitted action would have made of the same rows; empty where that did not matter.</param>
public sealed record PlannedGoals(
    string Topology,
    ShownStanding? Standing,
    GoalsVerdict Verdict,
    IReadOnlyList<string> Reasons,
    string? Action,
    IReadOnlyList<TriedAction> Tries
);

/// <summary>What an action would have made of the rows that were measured.</summary>
/// <param name="Action">As the topology file names it.</param>
/// <param name="What">What exactly was tried; empty: what the action's name says.</param>
/// <param name="Fault">Why it could not be tried; null: it could.</param>
/// <param name="Goals">How it would stand with them; empty where it could not be tried.</param>
public sealed record TriedAction(string Action, string What, string? Fault, IReadOnlyList<ShownGoal> Goals)
{
    internal static TriedAction Of(GoalsModel goals, GoalTry tried) =>
        new(
            GoalWords.Of(tried.Action),
            tried.What,
            tried.Fault,
            tried.Predicted is { } predicted ? [.. goals.Wanted.Select(goal => ShownGoal.Of(goal, predicted))] : []
        );
}
