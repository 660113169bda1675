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
    bool DeletesOldSegments
);
