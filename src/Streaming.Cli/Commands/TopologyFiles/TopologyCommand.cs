using System.CommandLine;

namespace Streaming.Cli.Commands.TopologyFiles;

/// <summary>Groups what can be done with topology files.</summary>
sealed class TopologyCommand : Command
{
    public TopologyCommand()
        : base("topology", "List, check, test, compare, draw and describe topologies")
    {
        Add(new ListCommand());
        Add(new CheckCommand());
        Add(new TestCommand());
        Add(new DiffCommand());
        Add(new DrawCommand());
        Add(new CardCommand());
        Add(new SchemaCommand());
    }
}
