using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using Streaming.Application.Identity;
using Streaming.Store.Issuing;

namespace Streaming.Application.Issuing;

/// <summary>Compares secrets as API keys are compared: they are as random, and a slow hash would be something for attackers to ask
/// for.</summary>
sealed class ClientManager(
    IOpenIddictApplicationCache<IssuerClient> cache,
    ILogger<OpenIddictApplicationManager<IssuerClient>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<IssuerClient> store
) : OpenIddictApplicationManager<IssuerClient>(cache, logger, options, store)
{
    /// <summary>To the letter; on the machine itself at any port, since a program there takes one that is free (RFC 8252, section
    /// 7.3).</summary>
    public override ValueTask<bool> ValidateRedirectUriAsync(IssuerClient application, string uri, CancellationToken stop = default) =>
        new((application.Made.RedirectUris ?? []).Any(declared => RedirectUris.Match(declared, uri)));

    /// <inheritdoc/>
    protected override ValueTask<bool> ValidateClientSecretAsync(string secret, string comparand, CancellationToken stop = default) =>
        new(ApiKeyText.TryParse(secret, out var text) && text.Has(comparand));
}
