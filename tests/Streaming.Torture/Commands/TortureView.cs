using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Torture;
using Streaming.Torture.Checking;

namespace Streaming.Torture.Commands;

static class TortureView
{
    public static Task<TortureReport> WatchAsync(Terminal terminal, TortureOptions options, CancellationToken stop)
    {
        if (!terminal.IsLive)
            return new TortureRun(options, terminal.Note).RunAsync(stop);
        return ProgressBars
            .Of(terminal)
            .StartAsync(async bars =>
            {
                var started = TimeProvider.System.GetTimestamp();
                var bar = bars.AddTask("faults", maxValue: options.Faults);
                return await new TortureRun(
                    options,
                    _ => { },
                    fault =>
                    {
                        bar.Increment(1);
                        bar.Description =
                            $"{fault.Number} of {options.Faults} faults, "
                            + $"{fault.Number / TimeProvider.System.GetElapsedTime(started).TotalMinutes:0} a minute";
                    }
                ).RunAsync(stop);
            });
    }

    public static void Show(Terminal terminal, TortureReport report) => terminal.Result(report, () =>
        {
            terminal.Show(Faults(report));
            var counts = report.Counts;
            terminal.Line(
                $"{counts.Events:N0} events and {counts.Labels:N0} labels published; {counts.Predictions:N0} predictions, "
                    + $"{counts.Quarantined:N0} quarantined; "
                    + $"{counts.Batches:N0} batches of lineage, {counts.Replayed:N0} rows replayed, {counts.ComparedWithBaseline:N0} "
                    + "compared "
                    + $"with an undisturbed run; rule and models that scored: {counts.Scorers}."
            );
            if (counts.Runs > 0)
            {
                terminal.Line(
                    $"{counts.Runs} learning runs came to their ends, {counts.Promoted} of them with a version that was promoted."
                );
            }

            terminal.Line(
                string.Join(", ", Enum.GetValues<FindingKind>().Select(kind => $"{report.Findings.GetValueOrDefault(kind)} {Words(kind)}"))
                    + "."
            );
            foreach (var (kind, why) in report.LeftOut)
                terminal.Line($"Without {kind}: {why}");
            foreach (var finding in report.First)
                terminal.Line($"{Words(finding.Kind)}: {finding.What}");
            terminal.Line(
                $"{report.Faults.Count} faults in {report.Seconds:0} s, seed {report.Seed}: {(report.Passed ? "passed" : "FAILED")}."
            );
        });

    static Table Faults(TortureReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("fault", "struck", "caught up after (median)", "longest");
        foreach (var kind in report.Faults.GroupBy(f => f.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var seconds = kind.Where(f => f.Seconds is not null).Select(f => f.Seconds!.Value).Order().ToList();
            table.AddRow(
                kind.Key,
                $"{kind.Count()}",
                seconds.Count == 0 ? "" : $"{seconds[seconds.Count / 2]:0.0} s",
                seconds.Count == 0 ? "" : $"{seconds[^1]:0.0} s"
            );
        }

        return table;
    }

    static string Words(FindingKind kind) =>
        kind switch
        {
            FindingKind.OutOfOrder => "out of order",
            FindingKind.GaveUp => "processes gave up",
            FindingKind.Unstopped => "went on where it must stop",
            _ => kind.ToString().ToLowerInvariant(),
        };
}
