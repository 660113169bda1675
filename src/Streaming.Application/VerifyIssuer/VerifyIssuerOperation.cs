using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.VerifyIssuer;

/// <summary>Nothing is asked for but all of it.</summary>
public sealed record VerifyIssuerRequest;

/// <summary>What a check of the embedded issuer's histories found.</summary>
/// <param name="Sound">Every event is the one that was sealed.</param>
/// <param name="Histories">Sound ones: of clients, people and keys.</param>
/// <param name="Faults">The first fault of each other one, by name and version: it opens nothing.</param>
public sealed record VerifiedIssuer(bool Sound, int Histories, IReadOnlyList<string> Faults);

/// <summary>Checks the seals of all who may have tokens of the embedded issuer, and of its keys.</summary>
public sealed class VerifyIssuerOperation()
    : Operation<VerifyIssuerRequest, VerifiedIssuer>(new OperationInfo("issuer.verify", Role.Auditor, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(VerifyIssuerRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<VerifiedIssuer> RunAsync(
        VerifyIssuerRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var walk = await (await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop)).WalkAsync(stop);
        return new VerifiedIssuer(walk.Faults.Count == 0, walk.Heads.Count, [.. walk.Faults.Select(f => f.Message)]);
    }
}
