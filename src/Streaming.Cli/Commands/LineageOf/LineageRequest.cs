namespace Streaming.Cli.Commands.LineageOf;

/// <param name="Id">Event id or lineage id.</param>
/// <param name="Raw">Fetch the source record too.</param>
internal sealed record LineageRequest(string Topology, string Id, bool Raw);
