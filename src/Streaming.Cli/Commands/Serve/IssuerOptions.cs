using System.CommandLine;
using Streaming.Application.Operations;
using Streaming.Gateway.Identity;

namespace Streaming.Cli.Commands.Serve;

/// <summary>Options that name an issuer of tokens.</summary>
sealed class IssuerOptions
{
    readonly Option<string?> _issuer = new("--oidc-issuer")
    {
        Description = "Let callers in by access tokens of this OpenID Connect issuer, too; all must say who they are then",
        HelpName = "https://…",
    };
    readonly Option<string?> _audience = new("--oidc-audience") { Description = "What its tokens call this server", HelpName = "audience" };
    readonly Option<string> _rolesClaim = new("--oidc-roles-claim")
    {
        Description = "Member of its tokens that names roles, such as realm_access.roles",
        HelpName = "member",
        DefaultValueFactory = _ => "roles",
    };
    readonly Option<string[]> _roles = new("--oidc-role")
    {
        Description = "What its tokens call a role, as NAME=ROLE, with spaces between (default: they call them as this program does)",
        HelpName = "name=role",
        AllowMultipleArgumentsPerToken = true,
    };
    readonly Option<string?> _topologiesClaim = new("--oidc-topologies-claim")
    {
        Description = "Member of its tokens that names the topologies where the roles hold (default: they hold in all)",
        HelpName = "member",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_issuer, _audience, _rolesClaim, _roles, _topologiesClaim])
            command.Add(option);
        _roles.Validators.Add(result =>
        {
            foreach (var pair in result.GetValueOrDefault<string[]?>() ?? [])
            {
                if (RoleOf(pair) is null)
                    result.AddError($"--oidc-role {pair}: write NAME=ROLE, with a role of {string.Join(", ", RoleWords.All)}.");
            }
        });
        command.Validators.Add(result =>
        {
            if ((result.GetValue(_issuer) is null) != (result.GetValue(_audience) is null))
                result.AddError("--oidc-issuer and --oidc-audience go together: a token for somebody else must not open this server.");
        });
    }

    public TokenIssuer? Of(ParseResult parsed) =>
        parsed.GetValue(_issuer) is { } issuer
            ? new TokenIssuer(issuer, parsed.GetValue(_audience)!)
            {
                RolesClaim = parsed.GetRequiredValue(_rolesClaim),
                Roles = (parsed.GetValue(_roles) ?? []).ToDictionary(
                    pair => pair[..pair.LastIndexOf('=')],
                    pair => RoleOf(pair)!.Value,
                    StringComparer.Ordinal
                ),
                TopologiesClaim = parsed.GetValue(_topologiesClaim),
            }
            : null;

    static Role? RoleOf(string pair) =>
        pair.LastIndexOf('=') is > 0 and var at && RoleWords.Known([pair[(at + 1)..]]).ToList() is [var role] ? role : null;
}
