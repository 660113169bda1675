using Spectre.Console;
using Streaming.Application.GetStatus;
using Streaming.Cli.Commands.Contests;
using Streaming.Cli.Commands.Goals;
using Streaming.Cli.Commands.LineageOf;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Status;

static class StatusView
{
    public static void Show(Terminal terminal, StatusReport report) => terminal.Result(report, () =>
        {
            terminal.Line(
                $"{report.Topology}: {report.Scored:N0} scored, {report.Quarantined:N0} quarantined, "
                    + $"{(report.CaughtUp ? "caught up" : "behind")}."
            );
            if (report.FallsBack)
                terminal.Line($"Somebody told it to score by its rule; `streaming control show {report.Topology}` says who and why.");
            foreach (var guard in report.Tripped)
            {
                terminal.Line(
                    $"Guard {guard.Guard} is tripped in partition {guard.Partition} since {guard.Since}, until {guard.Until} or later: "
                        + $"{GuardEvidence.Of(guard.Counted, guard.Of, guard.Decision, guard.Groups)}."
                );
            }

            GoalsView.Called(terminal, report.Call);
            ContestsView.Waiting(terminal, report.Topology, report.Contests);
            var stages = Tables.Texts(wrap: false, "stage", "rows", "labels", "rejected", "batches", "records/s", "offsets to go");
            foreach (var stage in report.Stages)
            {
                stages.AddRow(
                    new Text(stage.Stage),
                    Number(stage.Rows),
                    Number(stage.Labels),
                    Number(stage.Rejected),
                    Number(stage.Batches),
                    new Text(stage.Rate is { } rate ? $"{rate:N0}" : "").RightJustified(),
                    Number(stage.Behind)
                );
            }

            terminal.Show(stages);
            if (report.Outcomes.Count == 0)
                return;
            var outcomes = Tables.Texts(wrap: false, "outcome", "records");
            foreach (var (outcome, count) in report.Outcomes)
                outcomes.AddRow(new Text(outcome), Number(count));
            terminal.Show(outcomes);
        });

    static Text Number(long value) => new Text($"{value:N0}").RightJustified();
}
