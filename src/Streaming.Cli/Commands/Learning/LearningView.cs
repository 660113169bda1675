using System.Globalization;
using Streaming.Application.Learning;
using Streaming.Application.ListLearning;
using Streaming.Application.VerifyLearning;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Learning;

static class LearningView
{
    internal static void List(Terminal terminal, ListedLearning listed) => terminal.Result(listed, () =>
        {
            if (listed.Runs.Count == 0)
                terminal.Line($"{listed.Topology} has had no learning run yet. Begin one: streaming learning start {listed.Topology}");
            else
                Runs(terminal, listed.Runs);
            foreach (var waiting in listed.Waiting)
                terminal.Line($"Waits for a server since {Time(waiting.StoredAt)}: {Printable.Text(waiting.Said ?? waiting.Type)}");
            foreach (var aside in listed.Aside)
            {
                terminal.Line(
                    $"Nothing came of what was stored {Time(aside.StoredAt)} ({Printable.Text(aside.Said ?? aside.Type)}): "
                        + Printable.Text(aside.Reason ?? "")
                );
            }
        });

    internal static void Show(Terminal terminal, DescribedRun run) => terminal.Result(run, () =>
        {
            terminal.Line(
                $"Run {run.Number} of {run.Topology}, begun by {Trigger(run.Trigger)}: {run.State}"
                    + (run.Version is { } version ? $", {Printable.Text(run.Model)} v{version}" : "")
            );
            foreach (var place in run.Story)
            {
                terminal.Line($"{Time(place.At)}  {place.State}{By(place.Who)}{Job(place.Job)}");
                if (place.Why.Length > 0)
                    terminal.Line($"    {Printable.Text(place.Why)}");
            }
        });

    internal static void Verified(Terminal terminal, VerifiedLearning verified) => terminal.Result(verified, () =>
        {
            terminal.Line($"{verified.Runs:N0} learning runs are as they were recorded.");
            terminal.Line($"What was done for goals is as it was recorded, of {verified.Goals:N0} topologies.");
            foreach (var fault in verified.Faults)
                terminal.Line(Printable.Text(fault));
        });

    static void Runs(Terminal terminal, IReadOnlyList<DescribedRun> runs)
    {
        var table = Tables.Texts(wrap: false, "run", "begun", "by", "state", "version", "why");
        foreach (var run in runs)
        {
            Tables.Row(
                table,
                run.Number.ToString(CultureInfo.InvariantCulture),
                Time(run.BegunAt),
                run.Trigger,
                run.State,
                run.Version is { } version ? $"v{version}" : "",
                Printable.Text(run.Story[^1].Why)
            );
        }

        terminal.Show(table);
    }

    static string Trigger(string trigger) =>
        trigger switch
        {
            "drift" => "an alarm of drift",
            "schedule" => "the clock",
            "goals" => "its goals",
            "promotion" => "a promotion",
            _ => "a person",
        };

    static string By(string? who) => who is null ? "" : $", by {Printable.Text(who)}";

    static string Job(long? job) => job is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (job {job})");

    static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
