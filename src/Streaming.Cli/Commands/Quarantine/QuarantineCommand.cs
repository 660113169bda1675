using System.CommandLine;

namespace Streaming.Cli.Commands.Quarantine;

/// <summary>Groups what can be done with rejected records.</summary>
sealed class QuarantineCommand : Command
{
    public QuarantineCommand()
        : base("quarantine", "List, show and retry rejected records")
    {
        Add(new ListCommand());
        Add(new ShowCommand());
        Add(new RetryCommand());
    }
}
