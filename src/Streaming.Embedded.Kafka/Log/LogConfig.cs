namespace Streaming.Embedded.Kafka.Log;

/// <summary>The settings of a topic that its logs obey. Limits of -1 mean none.</summary>
sealed record LogConfig(
    int SegmentBytes,
    long SegmentMs,
    long RetentionMs,
    long RetentionBytes,
    int MaxMessageBytes,
    bool LogAppendTime,
    long TimestampBeforeMaxMs,
    long TimestampAfterMaxMs,
    bool DeletesOldSegments,
    long FlushMessages = long.MaxValue,
    CompactionConfig? Compaction = null
)
{
    /// <summary>Age at which a segment is closed even if nothing is written any more.</summary>
    public long LongestOpenMs => Compaction is { } compaction ? Math.Min(SegmentMs, compaction.MaxLagMs) : SegmentMs;
}

/// <summary>How a compacted topic is cleaned.</summary>
/// <param name="DeleteRetentionMs">How long a tombstone, or the end of a transaction, can still be read once it was cleaned.</param>
/// <param name="MinLagMs">Younger records stay as they are.</param>
/// <param name="MaxLagMs">A segment that has waited this long is cleaned, however little there is of it.</param>
/// <param name="MinDirtyRatio">Share of a log's bytes that has to be new before it is cleaned, from 0 to 1.</param>
sealed record CompactionConfig(long DeleteRetentionMs, long MinLagMs, long MaxLagMs, double MinDirtyRatio);
