using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.RescalePipeline;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Partitions">Of the source topic and of every stage: more than now.</param>
/// <param name="Partitioner">What the source's publishers follow, where too few keys have come to recognise it; null: find out.</param>
public sealed record RescalePipelineRequest(
    string Topology,
    [property: Range(1, 10_000)] int Partitions,
    PartitionerKind? Partitioner = null
);

/// <summary>How a pipeline was rescaled.</summary>
/// <param name="Before">Partitions before.</param>
/// <param name="After">Partitions now.</param>
/// <param name="Topics">Made or enlarged.</param>
/// <param name="Streams">Marked in lineage; 0 where there was nothing to do.</param>
public sealed record RescaledPipeline(string Topology, int Before, int After, int Topics, int Streams);

/// <summary>Gives a stopped pipeline more partitions and divides its state among them.</summary>
public sealed class RescalePipelineOperation()
    : Operation<RescalePipelineRequest, RescaledPipeline>(new OperationInfo("pipeline.rescale", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RescalePipelineRequest request) => $"{request.Topology} to {request.Partitions} partitions";

    /// <inheritdoc/>
    protected internal override async Task<RescaledPipeline> RunAsync(
        RescalePipelineRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        var rescaler = new Rescaler(plan, services.PipelineSettings, await services.LineageAsync(stop), context.Time)
        {
            OnStep = step => context.Note(Words(step)),
            Partitioner = request.Partitioner,
        };
        var report = await rescaler.RunAsync(request.Partitions, stop);
        return new RescaledPipeline(plan.Topology.Name, report.Before, report.After, report.Topics, report.Streams);
    }

    static string Words(RescaleStep step) =>
        step switch
        {
            RescaleStep.Check => "checking that everything is taken and emitted",
            RescaleStep.Inputs => "giving source and channels their partitions",
            RescaleStep.Markers => "marking the rescale in lineage",
            RescaleStep.Emitted => "giving the topics of emitted versions their partitions",
            _ => "committing where the new partitions begin",
        };
}
