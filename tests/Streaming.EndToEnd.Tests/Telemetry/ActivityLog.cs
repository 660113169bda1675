using System.Collections.Concurrent;
using System.Diagnostics;
using Streaming.Pipeline.Metrics;

namespace Streaming.EndToEnd.Tests.Telemetry;

/// <summary>Every activity of this product that ended while it listened.</summary>
sealed class ActivityLog : IDisposable
{
    readonly ConcurrentQueue<Activity> _ended = new();
    readonly ActivityListener _listener;

    public ActivityLog()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreamingTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Roots of a topology by name, each with its children.</summary>
    public ILookup<string, (Activity Root, List<Activity> Children)> Roots(string topology)
    {
        var ended = _ended.ToList();
        return ended
            .Where(a => Equals(a.GetTagItem("streaming.topology"), topology))
            .ToLookup(
                a => a.DisplayName,
                a => (a, ended.Where(c => c.ParentSpanId == a.SpanId && c.TraceId == a.TraceId).ToList()),
                StringComparer.Ordinal
            );
    }

    public void Dispose() => _listener.Dispose();
}
