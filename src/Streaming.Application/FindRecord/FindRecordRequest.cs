namespace Streaming.Application.FindRecord;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Id">Event id or lineage id.</param>
/// <param name="Raw">Fetch the source record too, while it is there.</param>
public sealed record FindRecordRequest(string Topology, string Id, bool Raw = false);
