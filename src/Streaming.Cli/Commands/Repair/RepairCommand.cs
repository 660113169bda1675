using System.CommandLine;

namespace Streaming.Cli.Commands.Repair;

/// <summary>Groups what puts a pipeline right again.</summary>
sealed class RepairCommand : Command
{
    public RepairCommand()
        : base("repair", "Repair what stopped a pipeline, or what verification found in the index")
    {
        Add(new RepairOffsetsCommand());
        Add(new RepairIndexCommand());
        Add(new RepairTopicsCommand());
    }
}
