using System.Reflection;
using Streaming.Simulation;
using Streaming.Simulation.Model;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Torture;

/// <summary>The topology under attack, under any name: the same text, other topics and streams.</summary>
static class TortureTopology
{
    /// <param name="topology">Name or path; null: the small one that comes with the program.</param>
    /// <param name="name">Name under which it runs, and prefix of all its topics.</param>
    public static PipelinePlan Load(string? topology, string name)
    {
        var model = topology is null
            ? TopologyLoader.Parse(Text("topology.yaml"), "the topology of torture")
            : TopologyLoader.Load(topology);
        var names = new TopologyNames(name, $"{name}-events", $"{name}-labels", $"{name}-predictions", $"{name}-quarantine");
        return PlanCompiler.Compile(names.Of(model));
    }

    public static SimulatorModel Simulator(string? topology, TopologyModel model) =>
        topology is null ? SimulatorLoader.Parse(Text("simulator.yaml"), model) : SimulatorLoader.Load(model);

    /// <summary>A file that comes with the program.</summary>
    public static string Text(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"torture/{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
