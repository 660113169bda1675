using System.Diagnostics;
using HdrHistogram;

namespace Streaming.Benchmarks.Workloads;

/// <summary>Requests that come when they are due, whether those before are answered or not, as those of many callers do.</summary>
static class PacedLoad
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <returns>Ticks from when each was due to its answer.</returns>
    public static async Task<LongHistogram> RunAsync(int rate, TimeSpan time, Func<CancellationToken, Task> send, CancellationToken stop)
    {
        var histogram = new LongHistogram(TimeSpan.TicksPerMinute, 3);
        var writing = new Lock();
        var started = Stopwatch.GetTimestamp();
        var total = (int)(rate * time.TotalSeconds);
        var sent = new List<Task>(total);
        while (sent.Count < total)
        {
            var due = TimeSpan.FromSeconds((double)sent.Count / rate);
            if (Stopwatch.GetElapsedTime(started) < due)
                await Task.Delay(Tick, stop);
            else
                sent.Add(SendAsync(due));
        }

        await Task.WhenAll(sent);
        return histogram;

        async Task SendAsync(TimeSpan due)
        {
            await send(stop);
            var took = Stopwatch.GetElapsedTime(started) - due;
            lock (writing)
                histogram.RecordValue(Math.Clamp(took.Ticks, 1, TimeSpan.TicksPerMinute));
        }
    }
}
