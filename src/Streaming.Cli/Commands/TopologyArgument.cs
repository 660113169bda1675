using System.CommandLine;

namespace Streaming.Cli.Commands;

/// <summary>The argument that names a topology.</summary>
sealed class TopologyArgument : Argument<string>
{
    public TopologyArgument()
        : base("topology")
    {
        Description = "A name from ./topology or of a topology shipped with the program, or the path of a topology file or its folder";
    }
}
