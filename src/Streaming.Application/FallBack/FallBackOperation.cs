using Streaming.Application.Control;
using Streaming.Application.Operations;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.FallBack;

/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record FallBackRequest(string Topology);

/// <summary>
/// Lets a pipeline score by its rule, whatever model is in use, from each stage partition's next batch on and until it is told otherwise.
/// A pipeline that does not run does so from its start on.
/// </summary>
public sealed class FallBackOperation()
    : Operation<FallBackRequest, PipelineControl>(new OperationInfo("control.fallback", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(FallBackRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<PipelineControl> RunAsync(
        FallBackRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        if (!ControlCommands.CanFallBack(topology))
        {
            throw new StreamingException(
                topology.Score.Model is null
                    ? $"{topology.Name} is scored by its rule anyway."
                    : $"{topology.Name} has no `score.rule` to fall back to: declare one, and start the pipeline with it."
            );
        }

        return await (await ControlTopic.OpenAsync(topology, context, stop)).SendAsync(ControlCommands.Fallback, stop);
    }
}
