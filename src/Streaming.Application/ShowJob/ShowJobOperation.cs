using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.ShowJob;

/// <param name="Job">The job.</param>
/// <param name="Hosts">Processes that work on jobs at the moment, machine/process.</param>
/// <param name="WhyNotHere">Why this process could not run it, for one that waits; null where it could.</param>
public sealed record ShownJob(DescribedJob Job, IReadOnlyList<string> Hosts, string? WhyNotHere);

/// <summary>How a job goes, and what it waits for.</summary>
public sealed class ShowJobOperation()
    : Operation<JobRequest, ShownJob>(new OperationInfo("job.show", Role.Viewer, Recording.Summarised) { Reach = Reach.Job })
{
    /// <inheritdoc/>
    protected internal override string AboutOf(JobRequest request) => $"{request.Id}";

    /// <inheritdoc/>
    protected internal override async Task<ShownJob> RunAsync(JobRequest request, OperationContext context, CancellationToken stop)
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).JobsAsync(stop);
        var job = await request.FindAsync(store, context, stop);
        return new ShownJob(DescribedJob.Of(job), await store.HostsAsync(stop), job.Ended ? null : context.Jobs.Types.WhyNotHere(job));
    }
}
