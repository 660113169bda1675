using Streaming.Application.Control;
using Streaming.Application.Operations;
using Streaming.Topology;

namespace Streaming.Application.GetControl;

/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record GetControlRequest(string Topology);

/// <summary>What commands have decided of a pipeline, who gave them and why.</summary>
public sealed class GetControlOperation()
    : Operation<GetControlRequest, PipelineControl>(new OperationInfo("control.get", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(GetControlRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<PipelineControl> RunAsync(
        GetControlRequest request,
        OperationContext context,
        CancellationToken stop
    ) => await (await ControlTopic.OpenAsync(TopologyLoader.Load(request.Topology), context, stop)).ReadAsync(stop);
}
