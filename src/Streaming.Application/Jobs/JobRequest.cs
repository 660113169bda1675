using Streaming.Application.Operations;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <param name="Id">Number of a job.</param>
public sealed record JobRequest(long Id)
{
    /// <exception cref="StreamingException">There is none, or it touches what its caller's roles do not hold for.</exception>
    internal async Task<Job> FindAsync(JobStore store, OperationContext context, CancellationToken stop) =>
        await store.FindAsync(Id, stop) is { } job && context.Reaches(job.Asked.Topology) ? job : throw Unknown();

    internal StreamingException Unknown() =>
        new($"There is no job {Id}, or no longer.") { Kind = FailureKind.Missing, Cure = Cure.ListJobs };
}
