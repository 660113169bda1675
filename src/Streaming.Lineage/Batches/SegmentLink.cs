namespace Streaming.Lineage.Batches;

/// <summary>
/// What the first batch of a segment says of what comes before it: all of it may be gone one day, and the stream is followed, verified and
/// replayed from here.
/// </summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Version">The batch before.</param>
/// <param name="Hash">Hash of that batch, hex: the one that this batch is chained to.</param>
/// <param name="SnapshotHash">
/// SHA-256 (hex) of the state after that batch, which is stored as long as the segment is; null: there is no state, or none that this
/// segment could begin from.
/// </param>
public sealed record SegmentLink(string Stream, long Version, string Hash, string? SnapshotHash)
{
    /// <summary>What guards had counted after that batch.</summary>
    public IReadOnlyList<GuardState> Guards { get; init; } = [];
}
