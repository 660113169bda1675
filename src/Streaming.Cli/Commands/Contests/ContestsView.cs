using Streaming.Application.Contests;
using Streaming.Application.GetStatus;
using Streaming.Application.ListContests;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Contests;

static class ContestsView
{
    public static void Show(Terminal terminal, ShownContest contest) => terminal.Result(contest, () =>
        {
            terminal.Line(
                $"Contest {contest.Id} of the decision '{contest.Decision}' about {Printable.Text(contest.EventId)} ({contest.Record})."
            );
            terminal.Line($"{Time(contest.OpenedAt)}, {Who(contest.By)}: {Printable.Text(contest.Why)}");
            if (contest.Declined > 0)
                terminal.Line($"A second person did not agree to an answer: {contest.Declined:N0} times.");
            terminal.Line(State(contest));
        });

    public static void List(Terminal terminal, string topology, ListedContests listed) => terminal.Result(listed, () =>
        {
            foreach (var fault in listed.Faults)
                terminal.Line($"Altered: {fault}");
            if (listed.Contests.Count == 0)
            {
                terminal.Line($"No decision of {topology} is contested.");
                return;
            }

            var table = Tables.Texts(wrap: true, "contest", "event", "decision", "because", "opened", "due", "state");
            foreach (var contest in listed.Contests)
            {
                Tables.Row(
                    table,
                    contest.Id,
                    Printable.Text(contest.EventId),
                    contest.Decision,
                    Printable.Text(contest.Why),
                    Day(contest.OpenedAt),
                    Day(contest.DueAt),
                    Word(contest)
                );
            }

            terminal.Show(table);
        });

    /// <summary>That somebody waits for an answer.</summary>
    public static void Waiting(Terminal terminal, string topology, WaitingContests? waiting)
    {
        if (waiting is not { Open: > 0 })
            return;
        var overdue = waiting.Overdue > 0 ? $", {waiting.Overdue:N0} OVERDUE" : "";
        terminal.Line(
            $"Contested decisions that wait for an answer: {waiting.Open:N0}{overdue}. streaming contests list {topology} --open"
        );
    }

    static string State(ShownContest contest) =>
        contest switch
        {
            { Answer: { } answer } => $"{Time(contest.AnsweredAt!.Value)}{(contest.AnsweredAt > contest.DueAt ? " (late)" : "")}, "
                + $"{Who(answer.By)}{Agreed(answer)}: '{answer.Decision}' {Stands(contest)}{Because(answer)}",
            { Proposed: { } proposed } => $"{Who(proposed.By)} proposes '{proposed.Decision}'{Because(proposed)}\n"
                + $"A second person has to agree: streaming contests agree {contest.Topology} {contest.Id} --decision {proposed.Decision}",
            _ => $"Not answered; due {Time(contest.DueAt)}{(contest.Overdue ? ", OVERDUE" : "")}.",
        };

    static string Stands(ShownContest contest) => contest.State == ContestState.Upheld ? "stands" : "stands from then on";

    static string Because(ShownAnswer answer) => answer.Why is null ? "." : $", because: {Printable.Text(answer.Why)}";

    static string Word(ShownContest contest) =>
        contest.State switch
        {
            ContestState.Upheld => $"upheld {Day(contest.AnsweredAt!.Value)}",
            ContestState.Overruled => $"{contest.Answer!.Decision} {Day(contest.AnsweredAt!.Value)}",
            ContestState.Proposed => $"{contest.Proposed!.Decision} proposed{Late(contest)}",
            _ => $"open{Late(contest)}",
        };

    static string Late(ShownContest contest) => contest.Overdue ? ", OVERDUE" : "";

    static string Agreed(ShownAnswer answer) => answer.AgreedBy is null ? "" : $" and {Printable.Text(answer.AgreedBy)}";

    static string Who(string? name) => name is null ? "somebody" : Printable.Text(name);

    static string Day(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd}";

    static string Time(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z";
}
