using Streaming.Application.Control;
using Streaming.Application.Operations;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Resume;

/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record ResumeRequest(string Topology);

/// <summary>Takes a fallback back: the model in use scores again, from each stage partition's next batch on.</summary>
public sealed class ResumeOperation()
    : Operation<ResumeRequest, PipelineControl>(new OperationInfo("control.resume", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ResumeRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<PipelineControl> RunAsync(
        ResumeRequest request,
        OperationContext context,
        CancellationToken stop
    ) => await (await ControlTopic.OpenAsync(TopologyLoader.Load(request.Topology), context, stop)).SendAsync(ControlCommands.Resume, stop);
}
