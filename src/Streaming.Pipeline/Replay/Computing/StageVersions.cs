using Streaming.Features;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Requests;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>
/// The versions of the topology that recorded one stage partition, each computed again by itself. One that takes over from
/// another begins with the state that the pipeline restored there: from recorded rows, as far back as it reaches.
/// </summary>
sealed class StageVersions(
    RecordedPlans plans,
    IReadOnlyList<PipelinePlan> all,
    LineageStore store,
    StreamKey stream,
    Func<PipelinePlan, StagePlan, StageRecomputation> create
)
{
    string? _hash;
    StageRecomputation? _current;

    /// <summary>How far before the first row that counts reading must begin, whichever version that is of.</summary>
    public TimeSpan Horizon { get; } =
        all.Select(plan => StageOf(plan, stream) is { } stage ? new FeatureEngine(stage, plan.Topology).Horizon : TimeSpan.Zero)
            .DefaultIfEmpty(TimeSpan.Zero)
            .Max();

    /// <summary>A batch was asked for.</summary>
    public bool HasBegun => _current is not null;

    /// <summary>What computes a batch; asked for batches in their order.</summary>
    public async ValueTask<StageRecomputation> OfAsync(LineageBatch batch, CancellationToken stop)
    {
        if (_current is { } same && batch.Header.TopologyHash == _hash)
            return same;
        var plan = await plans.OfAsync(batch.Header, stop);
        var next = create(plan, StageOf(plan, stream)!);
        if (_current is not null)
            await next.TakeOverAsync(store, batch, stop);
        (_hash, _current) = (batch.Header.TopologyHash, next);
        return next;
    }

    public static StagePlan? StageOf(PipelinePlan plan, StreamKey stream) =>
        stream.IsRequests ? RequestStage.Of(plan) : plan.Stages.FirstOrDefault(s => s.Name == stream.Stage);
}
