using System.CommandLine;
using Streaming.Application.Operations;

namespace Streaming.Cli.Commands;

/// <summary>What somebody may do, and where: the options of whoever gets a key or tokens.</summary>
sealed class HolderOptions
{
    readonly Option<string[]> _roles = new("--role")
    {
        Description = $"What they may do, several with spaces between: {string.Join(", ", RoleWords.All)}",
        HelpName = "role",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };
    readonly Option<string[]> _topologies = new("--topology")
    {
        Description = "Names of the topologies where they may, with spaces between (default: all)",
        HelpName = "name",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_roles);
        command.Add(_topologies);
        _roles.AcceptOnlyFromAmong([.. RoleWords.All]);
    }

    public IReadOnlyList<Role> Roles(ParseResult parsed) => [.. RoleWords.Known(parsed.GetRequiredValue(_roles))];

    public IReadOnlyList<string>? Topologies(ParseResult parsed) => parsed.GetValue(_topologies) is { Length: > 0 } named ? named : null;
}
