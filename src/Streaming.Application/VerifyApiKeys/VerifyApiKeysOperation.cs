using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.VerifyApiKeys;

/// <summary>Nothing is asked for but all of them.</summary>
public sealed record VerifyApiKeysRequest;

/// <summary>What a check of all keys found.</summary>
/// <param name="Sound">Every event is the one that was sealed.</param>
/// <param name="Keys">Sound ones.</param>
/// <param name="Faults">The first fault of each other one, by name and version: it opens nothing.</param>
public sealed record VerifiedApiKeys(bool Sound, int Keys, IReadOnlyList<string> Faults);

/// <summary>Checks the seals of all keys.</summary>
public sealed class VerifyApiKeysOperation()
    : Operation<VerifyApiKeysRequest, VerifiedApiKeys>(new OperationInfo("apikey.verify", Role.Auditor, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(VerifyApiKeysRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<VerifiedApiKeys> RunAsync(
        VerifyApiKeysRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var walk = await (await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).ApiKeysAsync(stop)).WalkAsync(stop);
        return new VerifiedApiKeys(walk.Faults.Count == 0, walk.Heads.Count, [.. walk.Faults.Select(f => f.Message)]);
    }
}
