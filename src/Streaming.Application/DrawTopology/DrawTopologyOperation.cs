using Streaming.Application.Operations;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Streaming.Topology.Plan.Drawing;

namespace Streaming.Application.DrawTopology;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Mermaid">A Mermaid flowchart instead of boxes of text.</param>
public sealed record DrawTopologyRequest(string Topology, bool Mermaid = false);

/// <summary>A compiled plan, and its drawing.</summary>
public sealed record TopologyDrawing(string Topology, IReadOnlyList<DrawnStage> Stages, string Drawing);

/// <summary>A stage of the plan.</summary>
/// <param name="Key">Field that its records are partitioned by.</param>
/// <param name="Group">Its consumer group.</param>
/// <param name="Features">Names of those that it computes.</param>
/// <param name="Channels">What it hands on.</param>
/// <param name="Final">It scores and decides.</param>
public sealed record DrawnStage(
    string Name,
    string? Key,
    string Group,
    IReadOnlyList<InputPlan> Inputs,
    IReadOnlyList<string> Features,
    IReadOnlyList<DrawnChannel> Channels,
    bool Final
);

/// <summary>What a stage hands to the next one.</summary>
public sealed record DrawnChannel(string Topic, string Key, string To);

/// <summary>Compiles a topology's plan and draws it; needs no services.</summary>
public sealed class DrawTopologyOperation()
    : Operation<DrawTopologyRequest, TopologyDrawing>(new OperationInfo("topology.draw", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(DrawTopologyRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override Task<TopologyDrawing> RunAsync(
        DrawTopologyRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var drawing = (request.Mermaid ? PlanDrawing.Mermaid(plan) : PlanDrawing.Text(plan)).TrimEnd('\n');
        var stages = plan.Stages.Select(s => new DrawnStage(
            s.Name,
            s.Key,
            s.Group,
            s.Inputs,
            [.. s.Features.Select(f => f.Name)],
            [.. s.Channels.Select(c => new DrawnChannel(c.Topic, c.Key, c.To))],
            s.Final
        ));
        return Task.FromResult(new TopologyDrawing(plan.Topology.Name, [.. stages], drawing));
    }
}
