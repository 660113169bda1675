using System.Globalization;
using Spectre.Console;
using Streaming.Application.Jobs;
using Streaming.Application.ListJobs;
using Streaming.Application.ShowJob;
using Streaming.Application.StartJob;
using Streaming.Application.VerifyJobs;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Jobs;

static class JobsView
{
    const string NoHosts =
        "No process runs jobs: they wait until `streaming run` or `streaming jobs run` does, or `streaming jobs wait` is called.";

    static readonly string[] Columns = ["job", "state", "operation", "about", "who", "asked for", "progress"];

    public static void Started(Terminal terminal, StartedJob started) => terminal.Result(started, () =>
        {
            terminal.Line($"Job {started.Job.Id} is waiting. To follow it: streaming jobs show {started.Job.Id}");
            if (started.Hosts.Count == 0)
                terminal.Line(NoHosts);
        });

    public static void List(Terminal terminal, ListedJobs listed) => terminal.Result(listed, () =>
        {
            if (listed.Jobs.Count == 0)
                terminal.Line("No jobs. Long commands become one with --detach.");
            else
                terminal.Show(TableOf(listed.Jobs));
            if (listed.Hosts.Count > 0)
                terminal.Line($"Jobs are run by {string.Join(", ", listed.Hosts)}.");
            else if (listed.Jobs.Any(j => j.EndedAt is null))
                terminal.Line(NoHosts);
        });

    public static void Show(Terminal terminal, ShownJob shown) => terminal.Result(shown, () =>
        {
            var job = shown.Job;
            terminal.Line($"job {job.Id}: {State(job)}");
            Entry(terminal, "does", Printable.Text($"{job.Operation} {job.About}".TrimEnd()));
            Entry(
                terminal,
                "asked for",
                $"{Time(job.RequestedAt)} by "
                    + $"{Printable.Text(job.Who ?? "somebody unknown")}{(job.Why is { } why ? $": {Printable.Text(why)}" : "")}"
            );
            if (job.StartedAt is { } started)
                Entry(terminal, "begun", $"{Time(started)} by {job.Host}{(job.Attempts > 1 ? $", time {job.Attempts}" : "")}");
            if (job.EndedAt is { } ended)
                Entry(terminal, "ended", Time(ended));
            foreach (var file in job.Files)
                Entry(terminal, "file", Printable.Text(file));
            foreach (var part in job.Progress?.Parts ?? [])
                Entry(terminal, "progress", Part(part));
            if (job.Progress?.Note is { } note)
                Entry(terminal, "says", Printable.Text(note));
            if (job.Fault is { } fault)
                Entry(terminal, "fault", Printable.Text(FaultWords.Of(fault)));
            if (job.HasResult)
                Entry(terminal, "result", $"streaming jobs result {job.Id}");
            if (job.EndedAt is null && shown.Hosts.Count == 0)
                terminal.Line(NoHosts);
            if (shown.WhyNotHere is { } reason)
                terminal.Line($"This machine cannot run it: {reason}.");
        });

    public static void Ended(Terminal terminal, DescribedJob job) => terminal.Result(job, () =>
        {
            terminal.Line(
                job.HasResult ? $"Job {job.Id} is done. Its result: streaming jobs result {job.Id}" : $"Job {job.Id}: {State(job)}."
            );
            if (job.Fault is { } fault)
                terminal.Line(FaultWords.Of(fault));
        });

    public static void Cancelled(Terminal terminal, DescribedJob job) =>
        terminal.Result(job, () =>
            terminal.Line(job.EndedAt is null ? $"Job {job.Id} has been told to stop." : $"Job {job.Id}: {State(job)}.")
        );

    public static void Verified(Terminal terminal, VerifiedJobs verified) => terminal.Result(verified, () =>
        {
            foreach (var fault in verified.Faults)
                terminal.Line(fault);
            terminal.Line(
                verified.Sound
                    ? $"Sound: {verified.Jobs:N0} jobs; every event and every result is the one that was recorded."
                    : $"Not sound: {verified.Faults.Count:N0} faults."
            );
        });

    static Table TableOf(IReadOnlyList<DescribedJob> jobs)
    {
        var table = Tables.Texts(wrap: true, Columns);
        foreach (var job in jobs)
        {
            table.AddRow(
                new Text($"{job.Id}"),
                new Text(State(job)),
                new Text(job.Operation),
                new Text(Printable.Text(job.About)),
                new Text(Printable.Text(job.Who ?? "unknown")),
                new Text(Time(job.RequestedAt)),
                new Text(Printable.Text(job.Fault?.Message ?? string.Join("; ", (job.Progress?.Parts ?? []).Select(Part))))
            );
        }

        return table;
    }

    static void Entry(Terminal terminal, string name, string text) => terminal.Line($"  {name, -12}{text}");

    static string State(DescribedJob job) => job.State.ToString().ToLowerInvariant();

    static string Part(JobPart part) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{part.Part}: {part.Done:N0} {part.Unit}{(part.Fraction is { } fraction ? $" ({fraction:P0})" : "")}"
        );

    static string Time(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss}";
}
