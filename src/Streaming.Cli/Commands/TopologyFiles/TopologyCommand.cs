using System.CommandLine;

namespace Streaming.Cli.Commands.TopologyFiles;

/// <summary>Groups what can be done with a topology file alone.</summary>
internal sealed class TopologyCommand : Command
{
    public TopologyCommand()
        : base("topology", "Check and draw topology files")
    {
        Add(new CheckCommand());
        Add(new DrawCommand());
        Add(new SchemaCommand());
    }
}
