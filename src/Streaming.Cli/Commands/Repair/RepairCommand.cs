using System.CommandLine;

namespace Streaming.Cli.Commands.Repair;

/// <summary>Groups what puts a stopped pipeline right again.</summary>
internal sealed class RepairCommand : Command
{
    public RepairCommand()
        : base("repair", "Put right what has stopped a pipeline") => Add(new RepairOffsetsCommand());
}
