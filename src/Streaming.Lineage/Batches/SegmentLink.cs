namespace Streaming.Lineage.Batches;

/// <summary>
/// What the first batch of a segment says of the segment that it continues. The batch's previous hash is the hash named here, so that the
/// chain goes on over the cut, and still does when the older segment is archived.
/// </summary>
/// <param name="Stream">Name of the stream that was sealed.</param>
/// <param name="Version">Its last version.</param>
/// <param name="Hash">Hash of that batch, hex.</param>
/// <param name="SnapshotHash">SHA-256 (hex) of the snapshot of state that this segment begins with; null: none.</param>
public sealed record SegmentLink(string Stream, long Version, string Hash, string? SnapshotHash);
