using System.Collections.Immutable;
using OpenIddict.Abstractions;

namespace Streaming.Store.Issuing;

/// <summary>Where the library keeps who let which program act for them.</summary>
sealed class AuthorizationStore(IssuerDocuments documents)
    : DocumentStoreOf<GivenAuthorization>(documents),
        IOpenIddictAuthorizationStore<GivenAuthorization>
{
    public IAsyncEnumerable<GivenAuthorization> FindAsync(
        string? subject,
        string? client,
        string? status,
        string? type,
        ImmutableArray<string>? scopes,
        CancellationToken stop
    ) =>
        ManyAsync(all => Like(all, subject, client, status, type), stop)
            .Where(a => scopes is not { } wanted || wanted.All(a.Scopes.Contains));

    public ValueTask<ImmutableArray<string>> GetScopesAsync(GivenAuthorization authorization, CancellationToken stop) =>
        new([.. authorization.Scopes]);

    public ValueTask SetScopesAsync(GivenAuthorization authorization, ImmutableArray<string> scopes, CancellationToken stop)
    {
        authorization.Scopes = scopes.IsDefault ? [] : [.. scopes];
        return default;
    }
}
