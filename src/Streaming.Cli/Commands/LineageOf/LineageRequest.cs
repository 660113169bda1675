namespace Streaming.Cli.Commands.LineageOf;

/// <param name="Id">Event id or lineage id.</param>
/// <param name="Raw">Fetch the source record too.</param>
/// <param name="Evidence">Write proof instead of telling the story; null: tell it.</param>
internal sealed record LineageRequest(string Topology, string Id, bool Raw, EvidenceRequest? Evidence);

/// <param name="File">Where to.</param>
/// <param name="Checkpoint">File of the checkpoint that covers the record.</param>
/// <param name="Key">File of the key that the checkpoint is signed with; the public one will do.</param>
internal sealed record EvidenceRequest(string File, string Checkpoint, string Key);
