using Streaming.Cli.Shell;
using Streaming.Pipeline.Replay;

namespace Streaming.Cli.Commands.Replay;

internal static class ReplayView
{
    public static Task<ReplayReport> WatchAsync(Terminal terminal, Func<IProgress<ReplayProgress>?, Task<ReplayReport>> replay)
    {
        if (!terminal.IsLive) return replay(null);
        return ProgressBars.Of(terminal).StartAsync(async bars =>
        {
            var bar = bars.AddTask("replaying", maxValue: 1);
            return await replay(new Reporter<ReplayProgress>(state => (bar.MaxValue, bar.Value) = (Math.Max(1, state.Total), state.Done)));
        });
    }

    public static void Show(Terminal terminal, string topology, ReplayReport report) => terminal.Result(
        new { topology, report.Compared, report.Identical, report.Differing, report.EngineDiffers, first = report.First is { } f ? new { row = f.Row.ToString(), f.EventId, f.Columns, f.RecordedEngine, f.ReplayedEngine } : null },
        () =>
        {
            terminal.Line($"{report.Compared:N0} rows replayed, {report.Identical:N0} identical bit for bit.");
            if (report.Differing > 0) terminal.Line($"{report.Differing:N0} differ.");
            if (report.EngineDiffers > 0) terminal.Line($"{report.EngineDiffers:N0} differ, recorded by another engine.");
            if (report.First is { } first) terminal.Line($"first: {first}");
        });
}
