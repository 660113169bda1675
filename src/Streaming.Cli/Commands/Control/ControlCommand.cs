using System.CommandLine;

namespace Streaming.Cli.Commands.Control;

/// <summary>Groups what can be told a running pipeline.</summary>
sealed class ControlCommand : Command
{
    public ControlCommand()
        : base("control", "Tell a running pipeline to score by its rule, or by its model again")
    {
        Add(new FallBackCommand());
        Add(new ResumeCommand());
        Add(new ShowCommand());
    }
}
