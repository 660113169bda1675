using OpenIddict.Abstractions;
using OpenIddict.Server;
using Streaming.Application.Issuing;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Streaming.Gateway.Issuing;

/// <summary>Tells a program that shows a token who it acts for (OpenID Connect Core 1.0, section 5.3), while that holds.</summary>
sealed class UserInfo(TokenHolders holders) : IOpenIddictServerHandler<HandleUserInfoRequestContext>
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(HandleUserInfoRequestContext context)
    {
        var token = context.AccessTokenPrincipal;
        var subject = token.GetClaim(Claims.Subject)!;
        if (await Grants.PersonAsync(holders, subject, token.GetClaim(Claims.ClientId), context.CancellationToken) is not { } user)
        {
            context.Reject(Errors.InvalidToken, "Nobody may have this token any more.");
            return;
        }

        ResponseNotes.Name(context.Transaction, TokenHolders.NameOf(user));
        if (!token.HasScope(Scopes.OpenId))
        {
            context.Reject(Errors.InsufficientScope, "Who somebody is, is told with the scope openid.");
            return;
        }

        context.Subject = subject;
        if (token.HasScope(Scopes.Profile))
            context.PreferredUsername = user.Made.Id;
    }
}
