using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Pipeline.Repair;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RepairTopics;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="DryRun">Say what would be read from its start, and change nothing.</param>
public sealed record RepairTopicsRequest(string Topology, bool DryRun = false);

/// <summary>What was found, and mended unless it was a dry run.</summary>
public sealed record RepairedTopics(string Topology, bool DryRun, IReadOnlyList<RepairedTopic> Topics);

/// <summary>A topic that is another one than that which was read.</summary>
/// <param name="Stream">The stage partition that reads it.</param>
/// <param name="Read">So far in the old one.</param>
/// <param name="Start">Of the new one.</param>
public sealed record RepairedTopic(string Stream, string Topic, long Read, long Start);

/// <summary>Reads topics from their start that were deleted and made again; what was left unread of the old ones is gone with
/// them.</summary>
public sealed class RepairTopicsOperation()
    : Operation<RepairTopicsRequest, RepairedTopics>(new OperationInfo("repair.topics", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RepairTopicsRequest request) =>
        request.DryRun ? $"{request.Topology}, dry run" : request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<RepairedTopics> RunAsync(
        RepairTopicsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        var repair = new TopicRepair(plan, services.PipelineSettings, await services.LineageAsync(stop), context.Time);
        var found = await repair.FindAsync(stop);
        if (!request.DryRun)
            await repair.ApplyAsync(found, stop);
        return new RepairedTopics(
            plan.Topology.Name,
            request.DryRun,
            [.. found.Select(r => new RepairedTopic(r.Stream.ToString(), r.Topic, r.Read, r.Start))]
        );
    }
}
