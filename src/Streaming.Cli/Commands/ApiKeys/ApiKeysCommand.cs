using System.CommandLine;

namespace Streaming.Cli.Commands.ApiKeys;

/// <summary>Groups what can be done with keys.</summary>
sealed class ApiKeysCommand : Command
{
    public ApiKeysCommand()
        : base("api-keys", "Say who may call `streaming serve` from elsewhere, and what")
    {
        Add(new CreateCommand());
        Add(new ListCommand());
        Add(new RevokeCommand());
        Add(new VerifyKeysCommand());
    }
}
