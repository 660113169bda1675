using System.Collections.Immutable;
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

    const string ClientPrefix = "client:";
    const string UserPrefix = "user:";

    /// <summary>How tokens name a person.</summary>
    public static string SubjectOf(IssuerUser user) => UserPrefix + user.Made.Id;

    /// <summary>For a program that acts for itself.</summary>
    public static ClaimsPrincipal Of(IssuerClient client, ImmutableArray<string> scopes) =>
        Of(ClientPrefix + client.Made.Id, client.Made.Roles, client.Made.Topologies, scopes);

    /// <summary>For a program that acts for a person: no more than both may.</summary>
    public static ClaimsPrincipal Of(IssuerUser user, IssuerClient client, ImmutableArray<string> scopes) =>
        Of(SubjectOf(user), RolesOf(user, client), Both(user.Made.Topologies, client.Made.Topologies), scopes);

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
        var less = scopes.IsDefaultOrEmpty ? before.GetScopes() : [.. scopes, .. before.GetScopes().Where(s => s == Scopes.OfflineAccess)];
        return (Of(subject, roles, Both(user.Made.Topologies, program.Made.Topologies), less), user);
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

    static List<string> RolesOf(IssuerUser user, IssuerClient client) =>
        [.. user.Made.Roles.Intersect(client.Made.Roles, StringComparer.Ordinal)];

    static IReadOnlyList<string>? Both(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        one is null ? other
        : other is null ? one
        : [.. one.Intersect(other, StringComparer.Ordinal)];

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
