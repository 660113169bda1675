using Streaming.Features;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Evolution;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Recovery;

/// <summary>How far back the stages of a topology look in lineage, so that no more of it is removed than they can do without.</summary>
public static class StageLookBack
{
    /// <summary>By stage; windows of every text that lineage was written under count, since what is kept of it is replayed under that
    /// text.</summary>
    public static async Task<IReadOnlyDictionary<string, LookBack>> OfAsync(PipelinePlan plan, LineageStore store, CancellationToken stop)
    {
        var plans = await new RecordedPlans(plan, store.Topologies).AllAsync(stop);
        var lookBacks = plan.Stages.ToDictionary(
            s => s.Name,
            s => new LookBack(
                plans
                    .Select(p =>
                        p.Stages.FirstOrDefault(o => o.Name == s.Name) is { } old
                            ? new FeatureEngine(old, p.Topology).Horizon
                            : TimeSpan.Zero
                    )
                    .Max(),
                // Ids are remembered from rows behind what accepted rows have reached, which may lie behind the watermark.
                s.StateHorizon > TimeSpan.Zero
                    ? s.StateHorizon + plan.Topology.Order.Drift
                    : TimeSpan.Zero
            ),
            StringComparer.Ordinal
        );
        lookBacks[StreamKey.Requests] = LookBack.None;
        return lookBacks;
    }
}
