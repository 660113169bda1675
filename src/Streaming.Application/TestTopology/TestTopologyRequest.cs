namespace Streaming.Application.TestTopology;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Model">Path of an ONNX file that scores; null: the topology's rule does.</param>
public sealed record TestTopologyRequest(string Topology, string? Model = null);
