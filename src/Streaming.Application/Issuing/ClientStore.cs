using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using Streaming.Application.Identity;
using Streaming.Store.Issuing;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Streaming.Application.Issuing;

/// <summary>
/// Programs as the library sees them: those of <see cref="TokenHolders"/>, which nobody changes but by operations, so that who did is on
/// record.
/// </summary>
sealed class ClientStore(TokenHolders holders) : IOpenIddictApplicationStore<IssuerClient>
{
    /// <summary>Acts for itself.</summary>
    static readonly ImmutableArray<string> Machine =
    [
        Permissions.Endpoints.Token,
        Permissions.Endpoints.Introspection,
        Permissions.Endpoints.Revocation,
        Permissions.GrantTypes.ClientCredentials,
    ];

    /// <summary>Acts for people who sign in at another device.</summary>
    static readonly ImmutableArray<string> Device =
    [
        Permissions.Endpoints.DeviceAuthorization,
        Permissions.Endpoints.Token,
        Permissions.Endpoints.Revocation,
        Permissions.GrantTypes.DeviceCode,
        Permissions.GrantTypes.RefreshToken,
    ];

    /// <summary>Acts for people who come by a browser.</summary>
    static readonly ImmutableArray<string> Browser =
    [
        Permissions.Endpoints.Authorization,
        Permissions.Endpoints.Token,
        Permissions.Endpoints.Introspection,
        Permissions.Endpoints.Revocation,
        Permissions.GrantTypes.AuthorizationCode,
        Permissions.GrantTypes.RefreshToken,
        Permissions.ResponseTypes.Code,
    ];

    public ValueTask<long> CountAsync(CancellationToken stop) => new(0L);

    public ValueTask<long> CountAsync<TResult>(Func<IQueryable<IssuerClient>, IQueryable<TResult>> query, CancellationToken stop) =>
        throw new NotSupportedException();

    public ValueTask CreateAsync(IssuerClient application, CancellationToken stop) => throw Fixed();

    public ValueTask DeleteAsync(IssuerClient application, CancellationToken stop) => throw Fixed();

    public ValueTask<IssuerClient?> FindByIdAsync(string identifier, CancellationToken stop) => new(holders.ClientAsync(identifier, stop));

    public ValueTask<IssuerClient?> FindByClientIdAsync(string identifier, CancellationToken stop) =>
        new(holders.ClientAsync(identifier, stop));

    public IAsyncEnumerable<IssuerClient> FindByPostLogoutRedirectUriAsync(string uri, CancellationToken stop) => Nobody();

    public IAsyncEnumerable<IssuerClient> FindByRedirectUriAsync(string uri, CancellationToken stop) => Nobody();

    public ValueTask<string?> GetApplicationTypeAsync(IssuerClient application, CancellationToken stop) =>
        new(application.Made.SecretHash is null ? ApplicationTypes.Native : ApplicationTypes.Web);

    public ValueTask<TResult?> GetAsync<TState, TResult>(
        Func<IQueryable<IssuerClient>, TState, IQueryable<TResult>> query,
        TState state,
        CancellationToken stop
    ) => throw new NotSupportedException();

    public ValueTask<string?> GetClientIdAsync(IssuerClient application, CancellationToken stop) => new(application.Made.Id);

    public ValueTask<string?> GetClientSecretAsync(IssuerClient application, CancellationToken stop) => new(application.Made.SecretHash);

    public ValueTask<string?> GetClientTypeAsync(IssuerClient application, CancellationToken stop) =>
        new(application.Made.SecretHash is null ? ClientTypes.Public : ClientTypes.Confidential);

    public ValueTask<string?> GetConsentTypeAsync(IssuerClient application, CancellationToken stop) => default;

    public ValueTask<string?> GetDisplayNameAsync(IssuerClient application, CancellationToken stop) => new(application.Made.Id);

    public ValueTask<ImmutableDictionary<CultureInfo, string>> GetDisplayNamesAsync(IssuerClient application, CancellationToken stop) =>
        new([]);

    public ValueTask<string?> GetIdAsync(IssuerClient application, CancellationToken stop) => new(application.Made.Id);

    public ValueTask<JsonWebKeySet?> GetJsonWebKeySetAsync(IssuerClient application, CancellationToken stop) => default;

    public ValueTask<ImmutableArray<string>> GetPermissionsAsync(IssuerClient application, CancellationToken stop) =>
        new(
            application == CommandLineClient.Itself ? Device
            : application.Made.RedirectUris is null ? Machine
            : Browser
        );

    public ValueTask<ImmutableArray<string>> GetPostLogoutRedirectUrisAsync(IssuerClient application, CancellationToken stop) => new([]);

    public ValueTask<ImmutableDictionary<string, JsonElement>> GetPropertiesAsync(IssuerClient application, CancellationToken stop) =>
        new([]);

    public ValueTask<ImmutableArray<string>> GetRedirectUrisAsync(IssuerClient application, CancellationToken stop) =>
        new([.. application.Made.RedirectUris ?? []]);

    public ValueTask<ImmutableArray<string>> GetRequirementsAsync(IssuerClient application, CancellationToken stop) => new([]);

    public ValueTask<ImmutableDictionary<string, string>> GetSettingsAsync(IssuerClient application, CancellationToken stop) => new([]);

    public ValueTask<IssuerClient> InstantiateAsync(CancellationToken stop) => throw Fixed();

    public IAsyncEnumerable<IssuerClient> ListAsync(int? count, int? offset, CancellationToken stop) => Nobody();

    public IAsyncEnumerable<TResult> ListAsync<TState, TResult>(
        Func<IQueryable<IssuerClient>, TState, IQueryable<TResult>> query,
        TState state,
        CancellationToken stop
    ) => throw new NotSupportedException();

    public ValueTask SetApplicationTypeAsync(IssuerClient application, string? type, CancellationToken stop) => throw Fixed();

    public ValueTask SetClientIdAsync(IssuerClient application, string? identifier, CancellationToken stop) => throw Fixed();

    public ValueTask SetClientSecretAsync(IssuerClient application, string? secret, CancellationToken stop) => throw Fixed();

    public ValueTask SetClientTypeAsync(IssuerClient application, string? type, CancellationToken stop) => throw Fixed();

    public ValueTask SetConsentTypeAsync(IssuerClient application, string? type, CancellationToken stop) => throw Fixed();

    public ValueTask SetDisplayNameAsync(IssuerClient application, string? name, CancellationToken stop) => throw Fixed();

    public ValueTask SetDisplayNamesAsync(
        IssuerClient application,
        ImmutableDictionary<CultureInfo, string> names,
        CancellationToken stop
    ) => throw Fixed();

    public ValueTask SetJsonWebKeySetAsync(IssuerClient application, JsonWebKeySet? set, CancellationToken stop) => throw Fixed();

    public ValueTask SetPermissionsAsync(IssuerClient application, ImmutableArray<string> permissions, CancellationToken stop) =>
        throw Fixed();

    public ValueTask SetPostLogoutRedirectUrisAsync(IssuerClient application, ImmutableArray<string> uris, CancellationToken stop) =>
        throw Fixed();

    public ValueTask SetPropertiesAsync(
        IssuerClient application,
        ImmutableDictionary<string, JsonElement> properties,
        CancellationToken stop
    ) => throw Fixed();

    public ValueTask SetRedirectUrisAsync(IssuerClient application, ImmutableArray<string> uris, CancellationToken stop) => throw Fixed();

    public ValueTask SetRequirementsAsync(IssuerClient application, ImmutableArray<string> requirements, CancellationToken stop) =>
        throw Fixed();

    public ValueTask SetSettingsAsync(IssuerClient application, ImmutableDictionary<string, string> settings, CancellationToken stop) =>
        throw Fixed();

    public ValueTask UpdateAsync(IssuerClient application, CancellationToken stop) => throw Fixed();

    static IAsyncEnumerable<IssuerClient> Nobody() => AsyncEnumerable.Empty<IssuerClient>();

    static NotSupportedException Fixed() => new("Programs are let in by operations alone.");
}
