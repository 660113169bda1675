using System.CommandLine;

namespace Streaming.Cli.Commands.TopologyFiles;

/// <summary>Groups what can be done with a topology file alone.</summary>
sealed class TopologyCommand : Command
{
    public TopologyCommand()
        : base("topology", "List, check, test, compare and draw topology files")
    {
        Add(new ListCommand());
        Add(new CheckCommand());
        Add(new TestCommand());
        Add(new DiffCommand());
        Add(new DrawCommand());
        Add(new SchemaCommand());
    }
}
