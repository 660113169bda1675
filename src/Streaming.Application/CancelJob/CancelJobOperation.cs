using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.CancelJob;

/// <summary>Asks for a job to stop, whichever process works on it. It takes the role of the operation that the job calls, too.</summary>
public sealed class CancelJobOperation()
    : Operation<JobRequest, DescribedJob>(new OperationInfo("job.cancel", Role.Viewer, Recording.Always) { Reach = Reach.Job })
{
    /// <inheritdoc/>
    protected internal override string AboutOf(JobRequest request) => $"{request.Id}";

    /// <inheritdoc/>
    protected internal override async Task<DescribedJob> RunAsync(JobRequest request, OperationContext context, CancellationToken stop)
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).JobsAsync(stop);
        context.Require(context.Jobs.Types.InfoOf(await request.FindAsync(store, context, stop)));
        return DescribedJob.Of(
            await store.CancelAsync(request.Id, context.Caller.Principal.Name, context.Caller.Why, stop) ?? throw request.Unknown()
        );
    }
}
