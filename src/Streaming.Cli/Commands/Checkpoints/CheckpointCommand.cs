using System.CommandLine;

namespace Streaming.Cli.Commands.Checkpoints;

/// <summary>Groups what can be done with signed checkpoints.</summary>
sealed class CheckpointCommand : Command
{
    public CheckpointCommand()
        : base("checkpoint", "Sign the present state of the lineage, so that a cut-off end or a rewritten store shows later")
    {
        Add(new KeygenCommand());
        Add(new CreateCommand());
        Add(new ShowCommand());
    }
}
