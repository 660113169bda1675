using Streaming.Application.Operations;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <param name="Id">Number of a job.</param>
public sealed record JobRequest(long Id)
{
    internal async Task<Job> FindAsync(JobStore store, CancellationToken stop) => await store.FindAsync(Id, stop) ?? throw Unknown();

    internal StreamingException Unknown() =>
        new($"There is no job {Id}, or no longer.") { Kind = FailureKind.Missing, Cure = Cure.ListJobs };
}
