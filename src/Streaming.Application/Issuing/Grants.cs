using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using OpenIddict.Abstractions;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Store.Issuing;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Streaming.Application.Issuing;

/// <summary>What a token says: whose it is, and what it opens.</summary>
public static class Grants
{
    /// <summary>What tokens call the servers of the installation.</summary>
    public const string Audience = "streaming";

    /// <summary>Member that names roles, as this program does.</summary>
    public const string Roles = "roles";

    /// <summary>Member that names topologies; absent: the roles hold in all.</summary>
    public const string Topologies = "topologies";

    /// <summary>What a program asks for that wants to know who somebody is, and not only to act for them.</summary>
    public static ImmutableArray<string> Identifying { get; } = [Scopes.OpenId, Scopes.Profile];

    const string ClientPrefix = "client:";
    const string UserPrefix = "user:";

    /// <summary>How tokens name a person.</summary>
    public static string SubjectOf(IssuerUser user) => UserPrefix + user.Made.Id;

    /// <summary>For a program that acts for itself.</summary>
    public static ClaimsPrincipal Of(IssuerClient client, ImmutableArray<string> scopes) =>
        Of(ClientPrefix + client.Made.Id, client.Made.Roles, client.Made.Topologies, scopes);

    /// <summary>For a program that acts for a person: no more than both may.</summary>
    /// <param name="user">The person.</param>
    /// <param name="client">The program.</param>
    /// <param name="scopes">What it asks for.</param>
    /// <param name="signedIn">When the person showed who they are.</param>
    public static ClaimsPrincipal Of(IssuerUser user, IssuerClient client, ImmutableArray<string> scopes, DateTimeOffset signedIn) =>
        Of(user, RolesOf(user, client), client, scopes, signedIn.ToUnixTimeSeconds());

    /// <summary>The same again, for what was given before: no more than that, and no more than both may by now.</summary>
    /// <returns>Null: one of them is gone.</returns>
    public static async Task<(ClaimsPrincipal Given, IssuerUser User)?> AgainAsync(
        TokenHolders holders,
        ClaimsPrincipal before,
        ImmutableArray<string> scopes,
        string client,
        CancellationToken stop
    )
    {
        if (
            before.GetClaim(Claims.Subject) is not { } subject
            || !subject.StartsWith(UserPrefix, StringComparison.Ordinal)
            || await holders.UserAsync(subject[UserPrefix.Length..], stop) is not { } user
            || await holders.ClientAsync(client, stop) is not { } program
        )
        {
            return null;
        }

        var roles = RolesOf(user, program).Intersect(before.GetClaims(Roles), StringComparer.Ordinal).ToList();
        // Asking for less goes, as long as something is asked for that is a role.
        var less = scopes.IsDefaultOrEmpty ? before.GetScopes() : [.. scopes, .. before.GetScopes().Where(s => !IsRole(s))];
        _ = long.TryParse(before.GetClaim(Claims.AuthenticationTime), NumberStyles.None, CultureInfo.InvariantCulture, out var signedIn);
        return (Of(user, roles, program, less, signedIn), user);
    }

    /// <summary>Whose a token is, while they still may have one.</summary>
    /// <param name="holders">Those who may.</param>
    /// <param name="subject">As it names them.</param>
    /// <param name="client">The program that it was given to.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null: nobody's.</returns>
    public static async Task<KnownCaller?> HolderAsync(TokenHolders holders, string subject, string? client, CancellationToken stop)
    {
        if (
            subject.StartsWith(ClientPrefix, StringComparison.Ordinal)
            && await holders.ClientAsync(subject[ClientPrefix.Length..], stop) is { } itself
        )
        {
            return new KnownCaller(TokenHolders.NameOf(itself), RoleWords.Known(itself.Made.Roles), itself.Made.Topologies);
        }

        return
            subject.StartsWith(UserPrefix, StringComparison.Ordinal)
            && client is not null
            && await holders.ClientAsync(client, stop) is { } program
            && await holders.UserAsync(subject[UserPrefix.Length..], stop) is { } user
            ? new KnownCaller(
                TokenHolders.NameOf(user),
                RoleWords.Known(RolesOf(user, program)),
                Both(user.Made.Topologies, program.Made.Topologies)
            )
            : null;
    }

    /// <summary>The person that a token is about, while that holds.</summary>
    /// <returns>Null: it is about nobody, or they or the program are gone.</returns>
    public static async Task<IssuerUser?> PersonAsync(TokenHolders holders, string subject, string? client, CancellationToken stop) =>
        subject.StartsWith(UserPrefix, StringComparison.Ordinal)
        && client is not null
        && await holders.ClientAsync(client, stop) is not null
            ? await holders.UserAsync(subject[UserPrefix.Length..], stop)
            : null;

    static List<string> RolesOf(IssuerUser user, IssuerClient client) =>
        [.. user.Made.Roles.Intersect(client.Made.Roles, StringComparer.Ordinal)];

    static IReadOnlyList<string>? Both(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        one is null ? other
        : other is null ? one
        : [.. one.Intersect(other, StringComparer.Ordinal)];

    /// <summary>A token that says who a person is, beside what it opens, where a program asks for that.</summary>
    static ClaimsPrincipal Of(
        IssuerUser user,
        IReadOnlyList<string> roles,
        IssuerClient client,
        ImmutableArray<string> scopes,
        long signedIn
    )
    {
        var principal = Of(SubjectOf(user), roles, Both(user.Made.Topologies, client.Made.Topologies), scopes);
        principal.SetScopes([.. principal.GetScopes(), .. Identifying.Intersect(scopes, StringComparer.Ordinal)]);
        principal.SetClaim(Claims.AuthenticationTime, signedIn);
        if (principal.HasScope(Scopes.Profile))
            principal.SetClaim(Claims.PreferredUsername, user.Made.Id);
        principal.SetDestinations(static claim => IsOfPerson(claim) ? [Destinations.IdentityToken] : [Destinations.AccessToken]);
        return principal;
    }

    static bool IsOfPerson(Claim claim) => claim.Type is Claims.AuthenticationTime or Claims.PreferredUsername;

    static bool IsRole(string scope) => RoleWords.All.Contains(scope, StringComparer.Ordinal);

    /// <summary>Fewer roles where the scopes name some; no more than there are, whatever they name.</summary>
    static ClaimsPrincipal Of(string subject, IReadOnlyList<string> roles, IReadOnlyList<string>? topologies, ImmutableArray<string> scopes)
    {
        var named = scopes.Intersect(RoleWords.All, StringComparer.Ordinal).ToList();
        ImmutableArray<string> given = [.. named.Count == 0 ? roles : roles.Intersect(named, StringComparer.Ordinal)];
        var identity = new ClaimsIdentity("streaming", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject);
        identity.SetClaims(Roles, given);
        if (topologies is not null)
            identity.SetClaims(Topologies, [.. topologies]);
        // Without it there are no refresh tokens.
        identity.SetScopes(scopes.Contains(Scopes.OfflineAccess) ? given.Add(Scopes.OfflineAccess) : given);
        identity.SetResources(Audience);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
