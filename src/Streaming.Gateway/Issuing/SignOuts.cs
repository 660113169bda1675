using OpenIddict.Abstractions;
using OpenIddict.Server;
using Streaming.Application.Issuing;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Streaming.Gateway.Issuing;

/// <summary>Whoever takes back a refresh token has signed out: the tokens that came of it end with it (RFC 7009, section 2.1).</summary>
sealed class SignOuts(TokenHolders holders) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        var token = context.GenericTokenPrincipal;
        if (
            token.GetTokenType() == TokenTypeIdentifiers.RefreshToken
            && token.GetAuthorizationId() is { } authorization
            // Another program's is none of theirs; the library says so.
            && token.GetPresenters().Contains(context.Request.ClientId ?? "", StringComparer.Ordinal)
        )
        {
            await holders.EndAsync(authorization, context.CancellationToken);
        }
    }
}
