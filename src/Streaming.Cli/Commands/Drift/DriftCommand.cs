using System.CommandLine;

namespace Streaming.Cli.Commands.Drift;

/// <summary>Groups what is done about values that change.</summary>
sealed class DriftCommand : Command
{
    public DriftCommand()
        : base("drift", "Find out when features, scores or other values have changed")
    {
        Add(new FollowCommand());
        Add(new ShowCommand());
        Add(new TryCommand());
        Add(new DetectorsCommand());
    }
}
