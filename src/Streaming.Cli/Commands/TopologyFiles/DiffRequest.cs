namespace Streaming.Cli.Commands.TopologyFiles;

/// <param name="Topology">The later file.</param>
/// <param name="Against">The earlier file; null: what lineage was last written under.</param>
internal sealed record DiffRequest(string Topology, string? Against);
