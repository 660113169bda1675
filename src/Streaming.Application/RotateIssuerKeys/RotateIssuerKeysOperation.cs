using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.RotateIssuerKeys;

/// <param name="AtOnce">The keys before hold no longer, and no token that they signed: somebody else may have them.</param>
public sealed record RotateIssuerKeysRequest(bool AtOnce = false);

/// <summary>New keys are wanted.</summary>
/// <param name="AtOnce">The keys before hold no longer.</param>
public sealed record AskedForIssuerKeys(bool AtOnce);

/// <summary>
/// Has the embedded issuer make new keys to sign tokens with. They are published a minute before they sign, and those before them for as
/// long as tokens that they signed may hold. A server makes them, within seconds, or when the next one starts: the secret that keeps them
/// is with servers alone.
/// </summary>
public sealed class RotateIssuerKeysOperation()
    : Operation<RotateIssuerKeysRequest, AskedForIssuerKeys>(new OperationInfo("issuer.rotate", Role.Administrator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(RotateIssuerKeysRequest request) => request.AtOnce ? "at once" : null;

    /// <inheritdoc/>
    protected internal override async Task<AskedForIssuerKeys> RunAsync(
        RotateIssuerKeysRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop);
        await store.AskForKeysAsync(request.AtOnce, context.Caller.Principal.Name, context.Caller.Why, stop);
        return new AskedForIssuerKeys(request.AtOnce);
    }
}
