using OpenIddict.Abstractions;
using OpenIddict.Server;
using Streaming.Application.Issuing;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Streaming.Gateway.Issuing;

/// <summary>Answers requests for tokens, once the library has found them sound: says what a token opens.</summary>
sealed class TokenRequests(TokenHolders holders) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var request = context.Request;
        if (request.IsClientCredentialsGrantType() && await holders.ClientAsync(request.ClientId!, context.CancellationToken) is { } client)
        {
            ResponseNotes.Name(context.Transaction, TokenHolders.NameOf(client));
            context.SignIn(Grants.Of(client, request.GetScopes()));
            return;
        }

        if (
            (context.DeviceCodePrincipal ?? context.RefreshTokenPrincipal ?? context.AuthorizationCodePrincipal) is { } before
            && await Grants.AgainAsync(holders, before, request.GetScopes(), request.ClientId!, context.CancellationToken)
                is var (given, user)
        )
        {
            ResponseNotes.Name(context.Transaction, TokenHolders.NameOf(user));
            context.SignIn(given);
            return;
        }

        context.Reject(Errors.InvalidGrant, "Nobody may have this token any more.");
    }
}
