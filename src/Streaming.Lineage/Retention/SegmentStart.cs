using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Retention;

/// <summary>Where a segment begins: what decides whether the stream can be cut there, and what before it is still needed.</summary>
/// <param name="Version">Its first batch.</param>
/// <param name="WrittenAt">When that was written; what came before is no younger.</param>
/// <param name="HasSnapshot">The state that it begins from is stored.</param>
/// <param name="IsRestore">State was restored from rows there: the topology's text changed, or the stage was rescaled.</param>
/// <param name="WatermarkBefore">Watermark of the batch before.</param>
/// <param name="RestoredAt">Watermark that such a restore went back from.</param>
/// <param name="Before">The batch before, its hash left out; null where there is none.</param>
sealed record SegmentStart(
    long Version,
    Timestamp WrittenAt,
    bool HasSnapshot,
    bool IsRestore,
    Timestamp WatermarkBefore,
    Timestamp RestoredAt,
    BatchHeader? Before
)
{
    public static SegmentStart Of(LineageBatch batch, BatchHeader? before)
    {
        var header = batch.Header;
        return new SegmentStart(
            batch.Version,
            header.WrittenAt,
            header.SegmentBefore?.SnapshotHash is not null,
            header.Rescale is not null || (before is not null && before.TopologyHash != header.TopologyHash),
            before?.Watermark ?? Timestamp.Beginning,
            Timestamp.Min(before?.Watermark ?? Timestamp.End, header.Rescale is null ? Timestamp.End : header.Watermark),
            before
        );
    }
}
