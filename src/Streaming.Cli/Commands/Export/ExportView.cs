using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Export;

internal sealed class ExportView(Terminal terminal, TimeProvider time)
{
    readonly long _started = time.GetTimestamp();

    public Task<long> WatchAsync(long total, Func<Action<long>, Task<long>> write)
    {
        if (!terminal.IsLive) return write(_ => { });
        return ProgressBars.Of(terminal).StartAsync(async bars =>
        {
            var bar = bars.AddTask("exporting", maxValue: Math.Max(1, total));
            return await write(rows => bar.Value = rows);
        });
    }

    /// <summary>What went to standard output, told beside it.</summary>
    public void Sent(long rows, long bytes) => terminal.Note($"{rows:N0} records ({bytes / 1e6:N1} MB) in {time.GetElapsedTime(_started).TotalSeconds:N1} s.");

    public void Show(ExportRequest request, long rows, long bytes)
    {
        var seconds = time.GetElapsedTime(_started).TotalSeconds;
        terminal.Result(
            new { file = request.File, request.Format, rows, bytes, seconds = Math.Round(seconds, 3) },
            () => terminal.Line($"{rows:N0} records in {request.File} ({bytes / 1e6:N1} MB) in {seconds:N1} s: {rows / Math.Max(seconds, 0.001):N0}/s."));
    }
}
