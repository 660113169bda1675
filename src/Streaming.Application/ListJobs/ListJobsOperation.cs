using System.ComponentModel.DataAnnotations;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.ListJobs;

/// <param name="Open">Only those that wait or run.</param>
/// <param name="Limit">The newest so many, less those that touch what the caller's roles do not hold for.</param>
public sealed record ListJobsRequest(bool Open = false, [property: Range(1, 1000)] int Limit = 50);

/// <param name="Jobs">Newest first.</param>
/// <param name="Hosts">Processes that work on jobs at the moment, machine/process.</param>
public sealed record ListedJobs(IReadOnlyList<DescribedJob> Jobs, IReadOnlyList<string> Hosts);

/// <summary>Jobs, and which processes work on them.</summary>
public sealed class ListJobsOperation()
    : Operation<ListJobsRequest, ListedJobs>(new OperationInfo("job.list", Role.Viewer, Recording.Summarised) { Reach = Reach.Job })
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ListJobsRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<ListedJobs> RunAsync(ListJobsRequest request, OperationContext context, CancellationToken stop)
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).JobsAsync(stop);
        return new ListedJobs(
            [
                .. (await store.ListAsync(request.Limit, request.Open, stop))
                    .Where(job => context.Reaches(job.Asked.Topology))
                    .Select(DescribedJob.Of),
            ],
            await store.HostsAsync(stop)
        );
    }
}
