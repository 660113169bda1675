using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Store.ApiKeys;

namespace Streaming.Application.ListApiKeys;

/// <summary>Nothing is asked for but all of them.</summary>
public sealed record ListApiKeysRequest;

/// <summary>Whether a key holds.</summary>
public enum ApiKeyState
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Somebody took it back.</summary>
    Revoked,
}

/// <summary>A key, without its secret.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Name">Whom it is for.</param>
/// <param name="Roles">What its holder may do.</param>
/// <param name="Topologies">Where; null: everywhere.</param>
/// <param name="State">Whether it holds.</param>
/// <param name="CreatedBy">Null where nobody knows.</param>
/// <param name="Why">The reason they gave.</param>
/// <param name="RevokedAt">Null: it was not taken back.</param>
/// <param name="RevokedBy">Null: nobody took it back, or nobody knows.</param>
public sealed record ListedApiKey(
    string Id,
    string Name,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string>? Topologies,
    ApiKeyState State,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    string? Why,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    string? RevokedBy
)
{
    internal static ListedApiKey Of(ApiKey key, DateTimeOffset now) =>
        new(
            key.Made.Id,
            key.Made.Name,
            key.Made.Roles,
            key.Made.Topologies,
            key.RevokedAt is not null ? ApiKeyState.Revoked
                : key.Made.ExpiresAt <= now ? ApiKeyState.Expired
                : ApiKeyState.Active,
            key.CreatedAt,
            key.Made.By,
            key.Made.Why,
            key.Made.ExpiresAt,
            key.RevokedAt,
            key.RevokedBy
        );
}

/// <summary>All keys, in the order in which they were made. What their holders did is on the access log under their names.</summary>
public sealed class ListApiKeysOperation()
    : Operation<ListApiKeysRequest, IReadOnlyList<ListedApiKey>>(new OperationInfo("apikey.list", Role.Administrator, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ListApiKeysRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<IReadOnlyList<ListedApiKey>> RunAsync(
        ListApiKeysRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).ApiKeysAsync(stop);
        return [.. (await store.ReadAsync(stop)).Select(key => ListedApiKey.Of(key, context.Time.GetUtcNow()))];
    }
}
