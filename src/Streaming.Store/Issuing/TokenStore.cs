using Marten;
using OpenIddict.Abstractions;

namespace Streaming.Store.Issuing;

/// <summary>Where the library keeps tokens and codes: of two that redeem the same one, one is told that it was too late.</summary>
sealed class TokenStore(IssuerDocuments documents) : DocumentStoreOf<IssuedToken>(documents), IOpenIddictTokenStore<IssuedToken>
{
    public IAsyncEnumerable<IssuedToken> FindAsync(string? subject, string? client, string? status, string? type, CancellationToken stop) =>
        ManyAsync(all => Like(all, subject, client, status, type), stop);

    public IAsyncEnumerable<IssuedToken> FindByAuthorizationIdAsync(string identifier, CancellationToken stop) =>
        WhereAsync(t => t.Authorization == identifier, stop);

    public ValueTask<IssuedToken?> FindByReferenceIdAsync(string identifier, CancellationToken stop) =>
        new(Documents.ReadAsync(session => session.Query<IssuedToken>().FirstOrDefaultAsync(t => t.Reference == identifier, stop), stop));

    public ValueTask<long> RevokeByAuthorizationIdAsync(string identifier, CancellationToken stop) =>
        RevokeAsync(all => all.Where(t => t.Authorization == identifier), stop);

    public ValueTask<string?> GetAuthorizationIdAsync(IssuedToken token, CancellationToken stop) => new(token.Authorization);

    public ValueTask SetAuthorizationIdAsync(IssuedToken token, string? authorization, CancellationToken stop)
    {
        token.Authorization = authorization;
        return default;
    }

    public ValueTask<DateTimeOffset?> GetExpirationDateAsync(IssuedToken token, CancellationToken stop) => new(token.ExpiresAt);

    public ValueTask SetExpirationDateAsync(IssuedToken token, DateTimeOffset? expiresAt, CancellationToken stop)
    {
        token.ExpiresAt = expiresAt;
        return default;
    }

    public ValueTask<string?> GetPayloadAsync(IssuedToken token, CancellationToken stop) => new(token.Payload);

    public ValueTask SetPayloadAsync(IssuedToken token, string? payload, CancellationToken stop)
    {
        token.Payload = payload;
        return default;
    }

    public ValueTask<DateTimeOffset?> GetRedemptionDateAsync(IssuedToken token, CancellationToken stop) => new(token.RedeemedAt);

    public ValueTask SetRedemptionDateAsync(IssuedToken token, DateTimeOffset? redeemedAt, CancellationToken stop)
    {
        token.RedeemedAt = redeemedAt;
        return default;
    }

    public ValueTask<string?> GetReferenceIdAsync(IssuedToken token, CancellationToken stop) => new(token.Reference);

    public ValueTask SetReferenceIdAsync(IssuedToken token, string? reference, CancellationToken stop)
    {
        token.Reference = reference;
        return default;
    }
}
