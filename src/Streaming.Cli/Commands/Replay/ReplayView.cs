using Streaming.Cli.Shell;
using Streaming.Events.Time;
using Streaming.Pipeline.Replay;

namespace Streaming.Cli.Commands.Replay;

internal sealed class ReplayView(Terminal terminal, TimeProvider time)
{
    readonly long _started = time.GetTimestamp();
    TimeSpan _took;

    public async Task<ReplayReport> WatchAsync(Func<IProgress<ReplayProgress>?, Task<ReplayReport>> replay)
    {
        var report = await ProgressBars.WatchAsync(terminal, "rows", "replaying", state => (state.Done, state.Total), replay);
        _took = time.GetElapsedTime(_started);
        return report;
    }

    public void Show(string topology, ReplayRequest request, ReplayOutcome outcome)
    {
        var report = outcome.Report;
        var rate = report.Compared / Math.Max(_took.TotalSeconds, 0.001);
        terminal.Result(
            new
            {
                topology,
                report.Compared,
                report.Identical,
                report.Differing,
                report.EngineDiffers,
                first = First(report.First),
                seconds = Math.Round(_took.TotalSeconds, 3),
                rows_per_second = Math.Round(rate),
                what_if = outcome.WhatIf is null ? null : WhatIfView.Document(outcome),
                plot = request.Plot,
                outcome.Emitted,
            },
            () =>
            {
                terminal.Line($"{report.Compared:N0} rows replayed in {_took.TotalSeconds:N1} s ({rate:N0}/s), {report.Identical:N0} identical bit for bit.");
                if (report.Differing > 0) terminal.Line($"{report.Differing:N0} differ.");
                if (report.EngineDiffers > 0) terminal.Line($"{report.EngineDiffers:N0} differ, recorded by another engine.");
                if (report.First is { } first) ShowFirst(first);
                if (outcome.WhatIf is not null) WhatIfView.Show(terminal, outcome);
                if (request.Plot is { } plot) terminal.Line($"Drawn in {plot}.");
                if (outcome.Emitted is { } emitted) terminal.Line($"{emitted.Records:N0} predictions written to {emitted.Topic}, marked with the header replay: {emitted.Run}");
            });
    }

    static object? First(ReplayDifference? first) => first is null ? null : new
    {
        row = first.Row.ToString(),
        first.EventId,
        event_time = IsoTime.Format(first.EventTime),
        first.Columns,
        first.RecordedEngine,
        first.ReplayedEngine,
    };

    void ShowFirst(ReplayDifference first)
    {
        terminal.Line($"The first difference: row {first.Row}, event {first.EventId} of {IsoTime.Format(first.EventTime)}");
        var table = Tables.Plain("column", "recorded", "bits", "replayed", "bits");
        foreach (var column in first.Columns) Tables.Row(table, column.Column, column.Recorded.Text, column.Recorded.Bits ?? "", column.Replayed.Text, column.Replayed.Bits ?? "");
        terminal.Show(table);
        if (first.RecordedEngine.Length > 0) terminal.Line($"recorded by {first.RecordedEngine}");
        if (first.ReplayedEngine.Length > 0) terminal.Line($"replayed by {first.ReplayedEngine}");
    }
}
