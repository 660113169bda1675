using System.CommandLine;

namespace Streaming.Cli.Commands.Clients;

/// <summary>Groups what can be done with programs that may have tokens.</summary>
sealed class ClientsCommand : Command
{
    public ClientsCommand()
        : base("clients", "Say which programs may have tokens of `streaming serve --issuer`, and for what")
    {
        Add(new AddCommand());
        Add(new ListCommand());
        Add(new RemoveCommand());
    }
}
