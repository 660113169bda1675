using Streaming.Simulation.Config;
using Streaming.Topology.Schema;

namespace Streaming.Simulation.Schema;

/// <summary>The JSON Schema of simulator settings, for completion in editors; lies at <c>topology/simulator.schema.json</c>.</summary>
public static class SimulatorJsonSchema
{
    /// <summary>JSON Schema of <c>simulator.yaml</c>.</summary>
    public static string Write() => JsonSchemas.Write(SimulatorConfig.Shape, "Simulator of a topology's events");
}
