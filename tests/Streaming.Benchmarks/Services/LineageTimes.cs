using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Services;

/// <summary>The period of event time that a topology's lineage covers.</summary>
static class LineageTimes
{
    /// <returns>First and last event time, labels included.</returns>
    public static async Task<(Timestamp From, Timestamp To)> OfAsync(string postgres, PipelinePlan plan, CancellationToken stop)
    {
        await using var store = new LineageStore(postgres);
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        return (streams.Min(s => s.Totals.MinTime), streams.Max(s => s.Totals.MaxTime));
    }
}
