using Streaming.Application.ListApiKeys;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.RevokeApiKey;

/// <param name="Id">Of the key, as the list shows it.</param>
public sealed record RevokeApiKeyRequest(string Id);

/// <summary>Takes a key back, for good. Every server hears of it within a second.</summary>
public sealed class RevokeApiKeyOperation()
    : Operation<RevokeApiKeyRequest, ListedApiKey>(new OperationInfo("apikey.revoke", Role.Administrator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RevokeApiKeyRequest request) => request.Id;

    /// <inheritdoc/>
    protected internal override async Task<ListedApiKey> RunAsync(
        RevokeApiKeyRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).ApiKeysAsync(stop);
        var revoked = await store.RevokeAsync(request.Id, context.Caller.Principal.Name, context.Caller.Why, stop);
        return revoked is not null
            ? ListedApiKey.Of(revoked, context.Time.GetUtcNow())
            : throw new StreamingException("There is no key of this id.") { Kind = FailureKind.Missing, Cure = Cure.ListApiKeys };
    }
}
