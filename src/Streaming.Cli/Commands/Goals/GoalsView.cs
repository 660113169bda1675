using Streaming.Application.Goals;
using Streaming.Application.PlanGoals;
using Streaming.Application.ShowGoals;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Goals;

/// <summary>Goals as a table, and reasons as sentences.</summary>
static class GoalsView
{
    public static void Show(Terminal terminal, ShownGoals shown) => terminal.Result(shown, () =>
        {
            Standing(terminal, shown.Topology, shown.Standing);
            Called(terminal, shown.Call);
            if (shown.Looks.Count == 0)
                terminal.Line($"Nobody watches over them yet. What would be done: streaming goals plan {shown.Topology}");
            foreach (var look in shown.Looks)
            {
                terminal.Line(
                    $"{look.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, event time {look.Newest}: {look.Action ?? Word(look.Verdict.ToString())}"
                );
                Sentences(terminal, look.Reasons);
                Sentences(terminal, look.Since);
            }
        });

    public static void Show(Terminal terminal, PlannedGoals planned) => terminal.Result(planned, () =>
        {
            Standing(terminal, planned.Topology, planned.Standing);
            Tries(terminal, planned);
            Sentences(terminal, planned.Reasons);
            terminal.Line(planned.Action is { } action ? $"To do: {action}. Nothing was done." : "To do: nothing by itself.");
        });

    /// <summary>That somebody has to see to the goals.</summary>
    internal static void Called(Terminal terminal, CalledPerson? call)
    {
        if (call is null)
            return;
        terminal.Line($"A PERSON IS CALLED for its goals, since {call.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, event time {call.EventTime}:");
        Sentences(terminal, call.Why);
    }

    static void Standing(Terminal terminal, string topology, ShownStanding? standing)
    {
        if (standing is null)
        {
            terminal.Line($"Nothing is recorded of {topology} yet.");
            return;
        }

        terminal.Line(
            $"{topology}, events from {standing.From} to {standing.To}: {standing.Rows:N0} rows, {standing.Labelled:N0} with a label, "
                + $"{standing.Positives:N0} of them positive{(standing.FallsBack ? "; the rule scores, by command" : "")}."
        );
        var table = Tables.Plain("goal", "wanted", "measured", "");
        foreach (var goal in standing.Goals)
            Tables.Row(table, goal.Metric, goal.Wanted, goal.Found, Met(goal));
        terminal.Show(table);
    }

    static void Tries(Terminal terminal, PlannedGoals planned)
    {
        if (planned.Standing is not { } standing || planned.Tries.Count == 0)
            return;
        terminal.Line("What each permitted action would have made of the same rows:");
        var table = Tables.Plain(["action", .. standing.Goals.Select(goal => goal.Metric), ""]);
        foreach (var tried in planned.Tries.Where(tried => tried.Fault is null))
        {
            Tables.Row(
                table,
                [
                    Printable.Text($"{tried.Action} {tried.What}".TrimEnd()),
                    .. tried.Goals.Select(goal => goal.Found),
                    tried.Goals.All(goal => goal.Met != false) ? "meets them" : "",
                ]
            );
        }

        terminal.Show(table);
    }

    static void Sentences(Terminal terminal, IReadOnlyList<string> sentences)
    {
        foreach (var sentence in sentences)
            terminal.Line($"  {Printable.Text(sentence)}");
    }

    static string Met(ShownGoal goal) =>
        goal.Met switch
        {
            true => "met",
            false => "missed",
            null => "not known",
        };

    static string Word(string verdict) =>
        verdict switch
        {
            "Met" => "the goals are met",
            "Ask" => "a person is asked",
            _ => "nothing yet",
        };
}
