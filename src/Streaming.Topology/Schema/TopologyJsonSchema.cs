using Streaming.Topology.Config;

namespace Streaming.Topology.Schema;

/// <summary>The JSON Schema of topology files, for completion in editors; lies at <c>topology/topology.schema.json</c>.</summary>
public static class TopologyJsonSchema
{
    /// <summary>JSON Schema of <c>topology.yaml</c>.</summary>
    public static string Write() => JsonSchemas.Write(TopologyConfig.Shape, "Topology of a streaming pipeline");
}
