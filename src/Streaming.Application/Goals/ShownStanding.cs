using Streaming.Events.Time;
using Streaming.Learning.Goals.Measuring;
using Streaming.Learning.Goals.Planning;
using Streaming.Topology.Model;

namespace Streaming.Application.Goals;

/// <summary>Goals beside what is measured.</summary>
/// <param name="From">Event times from here on are measured.</param>
/// <param name="To">And before here: labels of later ones are still to come.</param>
/// <param name="Newest">How far event time has come.</param>
/// <param name="Rows">Rows in between.</param>
/// <param name="Labelled">Those whose label is known.</param>
/// <param name="Positives">Those whose label is true.</param>
/// <param name="FallsBack">Commands have the rule score.</param>
/// <param name="Goals">In the order of the reference.</param>
public sealed record ShownStanding(
    Timestamp From,
    Timestamp To,
    Timestamp Newest,
    int Rows,
    int Labelled,
    int Positives,
    bool FallsBack,
    IReadOnlyList<ShownGoal> Goals
)
{
    internal static ShownStanding Of(GoalsModel goals, GoalsWindow window, GoalMeasures measured) =>
        new(
            window.Range.From,
            window.Range.To,
            window.Newest,
            measured.Rows,
            measured.Labelled,
            measured.Positives,
            window.FallsBack,
            [.. goals.Wanted.Select(goal => ShownGoal.Of(goal, measured))]
        );
}

/// <summary>A goal and how it stands with it.</summary>
/// <param name="Metric">As the topology file names it.</param>
/// <param name="Wanted">The bound, in words.</param>
/// <param name="Found">What was measured, in words; a dash: the rows do not allow it.</param>
/// <param name="Bound">Times in seconds, shares of one.</param>
/// <param name="Value">In the same unit; null: the rows do not allow it.</param>
/// <param name="Met">Null: nobody can tell.</param>
public sealed record ShownGoal(string Metric, string Wanted, string Found, double Bound, double? Value, bool? Met)
{
    internal static ShownGoal Of(GoalModel goal, GoalMeasures measured)
    {
        var value = measured.Of(goal.Metric);
        return new ShownGoal(
            GoalWords.Of(goal.Metric),
            GoalWords.Bound(goal),
            GoalWords.Value(goal.Metric, value),
            goal.Bound,
            value,
            value is null ? null
                : goal.IsAtLeast ? value >= goal.Bound
                : value <= goal.Bound
        );
    }
}
