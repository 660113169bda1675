using System.CommandLine;

namespace Streaming.Cli.Commands.Models;

/// <summary>Groups what can be done with registered models.</summary>
sealed class ModelsCommand : Command
{
    public ModelsCommand()
        : base("models", "List, show, judge, compare, register, try, promote and take back models")
    {
        Add(new ListCommand());
        Add(new ShowCommand());
        Add(new DiffCommand());
        Add(new CardCommand());
        Add(new RegisterCommand());
        Add(new ShadowCommand());
        Add(new CanaryCommand());
        Add(new PromoteCommand());
        Add(new JudgeCommand());
        Add(new CompareCommand());
        Add(new RollOutCommand());
        Add(new RejectCommand());
        Add(new RollBackCommand());
    }
}
