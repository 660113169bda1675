using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Rescale;

internal sealed record RescaleRequest(string Topology, int Partitions, PartitionerKind? Partitioner);
