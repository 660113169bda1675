using Microsoft.Extensions.DependencyInjection;
using Streaming.Store.Issuing;

namespace Streaming.Application.Issuing;

/// <summary>What the protocol's library keeps, kept here.</summary>
public static class IssuerStores
{
    /// <summary>Adds the stores, and what they need.</summary>
    /// <param name="core">The library's part that keeps something.</param>
    /// <param name="holders">Those who may have tokens; their database is open by the time that anybody asks.</param>
    public static void AddTo(OpenIddictCoreBuilder core, TokenHolders holders)
    {
        core.Services.AddSingleton(holders);
        core.Services.AddSingleton(_ => holders.Open.Documents);
        core.SetDefaultApplicationEntity<IssuerClient>()
            .SetDefaultAuthorizationEntity<GivenAuthorization>()
            .SetDefaultScopeEntity<NoScope>()
            .SetDefaultTokenEntity<IssuedToken>()
            .ReplaceApplicationStore<IssuerClient, ClientStore>()
            .ReplaceAuthorizationStore<GivenAuthorization, AuthorizationStore>()
            .ReplaceScopeStore<NoScope, ScopeStore>()
            .ReplaceTokenStore<IssuedToken, TokenStore>()
            .ReplaceApplicationManager<IssuerClient, ClientManager>();
        // Another server may have changed them.
        core.DisableEntityCaching();
    }
}
