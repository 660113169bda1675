using Streaming.Application.Operations;
using Streaming.Topology;

namespace Streaming.Gateway.Identity;

/// <summary>An issuer of OpenID Connect whose tokens let callers in.</summary>
public sealed record TokenIssuer
{
    /// <param name="issuer">As its tokens name it, to the letter; under it lies <c>/.well-known/openid-configuration</c>.</param>
    /// <param name="audience">What its tokens call this server.</param>
    /// <exception cref="StreamingException">The issuer is no address that can be trusted.</exception>
    public TokenIssuer(string issuer, string audience)
    {
        if (
            !Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
            || uri is not { Query: "", Fragment: "", UserInfo: "" }
            || !(uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
        )
        {
            throw new StreamingException(
                $"'{issuer}' is no issuer of tokens: write its https:// address. Its keys come from there, and nobody on the way may "
                    + "exchange them."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        (Issuer, Audience) = (issuer, audience);
    }

    /// <summary>As its tokens name it.</summary>
    public string Issuer { get; }

    /// <summary>What its tokens call this server.</summary>
    public string Audience { get; }

    /// <summary>Member of its tokens that names roles; dots lead into objects, as in <c>realm_access.roles</c>.</summary>
    public string RolesClaim { get; init; } = "roles";

    /// <summary>Roles by what the tokens call them; empty: they call them as this program does.</summary>
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = new Dictionary<string, Role>(StringComparer.Ordinal);

    /// <summary>Member of its tokens that names the topologies where the roles hold; null: they hold in all.</summary>
    public string? TopologiesClaim { get; init; }
}
