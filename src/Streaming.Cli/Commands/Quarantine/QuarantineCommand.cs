using System.CommandLine;

namespace Streaming.Cli.Commands.Quarantine;

/// <summary>Groups what can be done with rejected records.</summary>
sealed class QuarantineCommand : Command
{
    public QuarantineCommand()
        : base("quarantine", "Work on rejected records: list them, show one, publish them again")
    {
        Add(new ListCommand());
        Add(new ShowCommand());
        Add(new RetryCommand());
    }
}
