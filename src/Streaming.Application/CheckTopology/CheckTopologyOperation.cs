using System.Text.Json.Serialization;
using Streaming.Application.Operations;
using Streaming.Topology;
using Streaming.Topology.Faults;
using Streaming.Topology.Plan;

namespace Streaming.Application.CheckTopology;

/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record CheckTopologyRequest(string Topology);

/// <summary>Whether a topology file is right.</summary>
/// <param name="File">The file, where it has faults.</param>
/// <param name="Topology">Its name; null, as all that follows, where it has faults.</param>
/// <param name="Stages">Names of its stages in flow order.</param>
/// <param name="Features">So many.</param>
/// <param name="Faults">Every one, with line and cure.</param>
public sealed record CheckedTopology(
    bool Valid,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? File,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Topology,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Stages,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Features,
    IReadOnlyList<TopologyFault> Faults
)
{
    /// <summary>All of it in words.</summary>
    [JsonIgnore]
    public string? Message { get; init; }
}

/// <summary>Reports every fault of a topology file, with line and cure; needs no services.</summary>
public sealed class CheckTopologyOperation()
    : Operation<CheckTopologyRequest, CheckedTopology>(new OperationInfo("topology.check", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CheckTopologyRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override Task<CheckedTopology> RunAsync(
        CheckTopologyRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        try
        {
            var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
            var topology = plan.Topology;
            return Task.FromResult(
                new CheckedTopology(
                    true,
                    null,
                    topology.Name,
                    topology.Version,
                    [.. plan.Stages.Select(s => s.Name)],
                    topology.Features.Count,
                    []
                )
            );
        }
        catch (TopologyException e)
        {
            return Task.FromResult(new CheckedTopology(false, e.File, null, null, null, null, e.Faults) { Message = e.Message });
        }
    }
}
