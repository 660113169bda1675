using System.CommandLine;

namespace Streaming.Cli.Commands.Models;

/// <summary>Groups what can be done with registered models.</summary>
sealed class ModelsCommand : Command
{
    public ModelsCommand()
        : base("models", "List, show, register and promote models")
    {
        Add(new ListCommand());
        Add(new ShowCommand());
        Add(new RegisterCommand());
        Add(new PromoteCommand());
    }
}
