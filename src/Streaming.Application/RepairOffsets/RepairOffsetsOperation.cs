using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Pipeline.Repair;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RepairOffsets;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="DryRun">Say what would be committed, and commit nothing.</param>
public sealed record RepairOffsetsRequest(string Topology, bool DryRun = false);

/// <summary>What was found, and mended unless it was a dry run.</summary>
public sealed record RepairedOffsets(string Topology, bool DryRun, IReadOnlyList<RepairedStream> Streams);

/// <summary>One stage partition.</summary>
/// <param name="Lineage">Last version that is recorded.</param>
/// <param name="Committed">Last version that is emitted, as the consumer group says; null: it says nothing.</param>
/// <param name="Emitted">The same, as the output topics say.</param>
/// <param name="Wrong">The two do not agree.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="Offsets">The right ones.</param>
public sealed record RepairedStream(
    string Stream,
    long Lineage,
    long? Committed,
    long Emitted,
    bool Wrong,
    string Group,
    IReadOnlyList<RightOffset> Offsets
);

/// <summary>Where a consumer group should stand.</summary>
public sealed record RightOffset(string Topic, int Partition, long Offset);

/// <summary>Commits consumer offsets that have expired, were deleted or were moved: found out from lineage and the output topics.</summary>
public sealed class RepairOffsetsOperation()
    : Operation<RepairOffsetsRequest, RepairedOffsets>(new OperationInfo("repair.offsets", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RepairOffsetsRequest request) =>
        request.DryRun ? $"{request.Topology}, dry run" : request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<RepairedOffsets> RunAsync(
        RepairOffsetsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        var repair = new OffsetRepair(plan, services.PipelineSettings, await services.LineageAsync(stop), context.Time);
        var progress = context.Progress<RepairProgress>(state =>
            Advanced.Of("reading what was emitted", state.Done, state.Total, "offsets")
        );
        var found = await Task.Run(() => repair.FindAsync(progress, stop), stop);
        if (!request.DryRun)
            await repair.CommitAsync(found);
        return new RepairedOffsets(plan.Topology.Name, request.DryRun, [.. found.Select(Of)]);
    }

    static RepairedStream Of(StreamOffsets s) =>
        new(
            s.Stream.ToString(),
            s.TailVersion,
            s.Committed,
            s.Emitted,
            s.Wrong,
            s.Group,
            [.. s.Offsets.Select(o => new RightOffset(o.Topic, o.Partition.Value, o.Offset.Value))]
        );
}
