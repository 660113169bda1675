namespace Streaming.Embedded.Kafka.Log;

/// <summary>All that is known of a segment besides its bytes.</summary>
sealed record SegmentSummary(
    long BaseOffset,
    int Size,
    long NextOffset,
    long MaxTimestamp,
    long MaxTimestampOffset,
    long FirstWritten,
    IReadOnlyList<IndexEntry> Index,
    IReadOnlyList<AbortedTransaction> Aborted
)
{
    public static SegmentSummary Empty(long baseOffset, long now) => new(baseOffset, 0, baseOffset, -1, -1, now, [], []);
}
