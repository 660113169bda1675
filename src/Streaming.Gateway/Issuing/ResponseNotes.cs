using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Streaming.Application.Issuing;
using Streaming.Gateway.Identity;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Streaming.Gateway.Issuing;

/// <summary>Puts on the access log what came of each request for tokens, with the protocol's own word where it was refused.</summary>
sealed class ResponseNotes(TokenHolders holders)
    : IOpenIddictServerHandler<ApplyTokenResponseContext>,
        IOpenIddictServerHandler<ApplyRevocationResponseContext>,
        IOpenIddictServerHandler<ApplyIntrospectionResponseContext>,
        IOpenIddictServerHandler<ApplyUserInfoResponseContext>,
        IOpenIddictServerHandler<ApplyDeviceAuthorizationResponseContext>,
        IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    const string Who = "streaming.who";

    /// <summary>Says whose request it is, once that is known for sure.</summary>
    public static void Name(OpenIddictServerTransaction transaction, string who) => transaction.SetProperty(Who, who);

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyTokenResponseContext context) => Note(context, TokenHolders.Asking, context.Response);

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyRevocationResponseContext context) => Note(context, "issuer.revoke", context.Response);

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyIntrospectionResponseContext context) => Note(context, "issuer.introspect", context.Response);

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyDeviceAuthorizationResponseContext context) => Note(context, "issuer.device", context.Response);

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context) => Note(context, "issuer.authorize", context.Response);

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyUserInfoResponseContext context) => Note(context, "issuer.userinfo", context.Response);

    static string AddressOf(BaseContext context) =>
        context.Transaction.GetHttpRequest() is { HttpContext: { } http } ? CallerOf.Address(http) : "unknown";

    ValueTask Note(BaseContext context, string how, OpenIddictResponse response)
    {
        holders.Note(context.Transaction.GetProperty<string>(Who), AddressOf(context), how, response.Error ?? "done");
        return default;
    }
}
