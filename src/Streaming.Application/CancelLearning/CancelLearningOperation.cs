using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Lifecycle.Messages;
using Streaming.Topology;

namespace Streaming.Application.CancelLearning;

/// <summary>Asks for a learning run to end: its job is stopped, and its version taken back from live rows unless it is the champion. Takes
/// a reason.</summary>
public sealed class CancelLearningOperation()
    : Operation<RunRequest, DescribedRun>(new OperationInfo("learning.cancel", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RunRequest request) => $"{request.Topology} {request.Number}".TrimEnd();

    /// <inheritdoc/>
    protected internal override async Task<DescribedRun> RunAsync(RunRequest request, OperationContext context, CancellationToken stop)
    {
        context.RequireWhy("The end of a learning run");
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var runs = await services.RunsAsync(stop);
        var run = await request.FindAsync(runs, stop);
        var begun = run.Begun!;
        if (run.Over)
            throw new StreamingException($"Run {begun.Number} of {begun.Topology} is over.") { Cure = Cure.ListRuns(begun.Topology) };
        var message = new CancelRun(run.CorrelationId, begun.Topology, context.Caller.Principal.Name, context.Caller.Why);
        await runs.TellAsync(MessageFormat.Write(message), stop);
        await Waking.WakeAsync(context, services, begun.Topology, stop);
        return DescribedRun.Of(run);
    }
}
