using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.VerifyAccess;

/// <summary>Nothing is asked for but the whole log.</summary>
public sealed record VerifyAccessRequest;

/// <summary>What a check of the access log found.</summary>
/// <param name="Sound">Every entry is the one that was sealed, and none is missing.</param>
/// <param name="Streams">Sound streams, one a process that wrote.</param>
/// <param name="Entries">In them.</param>
/// <param name="Faults">The first fault of each other stream, by name and version.</param>
public sealed record VerifiedAccess(bool Sound, int Streams, long Entries, IReadOnlyList<string> Faults);

/// <summary>Checks the seals of the access log, and that what each stream names as before it is there.</summary>
public sealed class VerifyAccessOperation()
    : Operation<VerifyAccessRequest, VerifiedAccess>(
        new OperationInfo("access.verify", Role.Auditor, Recording.Always) { Job = JobRule.Repeats }
    )
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(VerifyAccessRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<VerifiedAccess> RunAsync(
        VerifyAccessRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var walk = await (await services.AccessAsync(stop)).WalkAsync(stop);
        return new VerifiedAccess(
            walk.Faults.Count == 0,
            walk.Heads.Count,
            walk.Heads.Sum(h => h.Version),
            [.. walk.Faults.Select(f => f.Message)]
        );
    }
}
