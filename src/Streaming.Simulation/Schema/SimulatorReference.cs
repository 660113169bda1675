using System.Text;
using Streaming.Simulation.Config;
using Streaming.Topology.Schema;

namespace Streaming.Simulation.Schema;

/// <summary>The reference of simulator settings as Markdown, from the declarations their reader uses.</summary>
public static class SimulatorReference
{
    /// <summary>All keys of <c>simulator.yaml</c>; lies at <c>topology/SIMULATOR.md</c>.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("# Reference of simulator.yaml\n\nWritten from the declarations that the reader of this file uses. ")
            .Append("[REFERENCE.md](REFERENCE.md) lists what expressions may hold.\n");
        ReferenceTables.Append(SimulatorConfig.Shape, text);
        return text.ToString();
    }
}
