using Microsoft.AspNetCore;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Streaming.Gateway.Issuing;

/// <summary>What somebody sees who has said whether a program at another device may act for them.</summary>
sealed class VerifiedPage : IOpenIddictServerHandler<ApplyEndUserVerificationResponseContext>
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(ApplyEndUserVerificationResponseContext context)
    {
        if (context.Transaction.GetHttpRequest() is not { HttpContext: var http })
            return;
        var page = context.Response.Error switch
        {
            null => new PageText("Signed in", "The program at the other device may act for you now. You may close this page."),
            Errors.AccessDenied => new PageText("Refused", "The program at the other device gets nothing. You may close this page."),
            _ => new PageText("Not signed in", "This request is none. Start again at the other device."),
        };
        await page.SendAsync(http, context.Response.Error is null or Errors.AccessDenied ? 200 : 400);
        context.HandleRequest();
    }
}
