using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.VerifyJobs;

/// <summary>Nothing is asked for but all of them.</summary>
public sealed record VerifyJobsRequest;

/// <summary>What a check of all jobs found.</summary>
/// <param name="Sound">Every event is the one that was sealed, and so is every result.</param>
/// <param name="Jobs">Sound ones.</param>
/// <param name="Faults">The first fault of each other one, by name and version.</param>
public sealed record VerifiedJobs(bool Sound, int Jobs, IReadOnlyList<string> Faults);

/// <summary>Checks the seals of jobs and of their results.</summary>
public sealed class VerifyJobsOperation()
    : Operation<VerifyJobsRequest, VerifiedJobs>(new OperationInfo("job.verify", Role.Auditor, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(VerifyJobsRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<VerifiedJobs> RunAsync(
        VerifyJobsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var walk = await (await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).JobsAsync(stop)).WalkAsync(stop);
        return new VerifiedJobs(walk.Faults.Count == 0, walk.Heads.Count, [.. walk.Faults.Select(f => f.Message)]);
    }
}
