namespace Streaming.Embedded.Kafka.Log;

/// <summary>An offset and its record's timestamp; -1 where there is none.</summary>
readonly record struct TimestampedOffset(long Offset, long Timestamp)
{
    public static readonly TimestampedOffset None = new(-1, -1);
}

/// <summary>Finds records by their timestamps, which need not be in order.</summary>
static class TimestampSearch
{
    /// <summary>The first record at or after a time, in order of offset, below <paramref name="limit"/>.</summary>
    public static TimestampedOffset Find(LogView view, long timestamp, long limit)
    {
        for (var i = view.SegmentFor(view.StartOffset); i < view.Segments.Length; i++)
        {
            var segment = view.Segments[i];
            if (segment.MaxTimestamp < timestamp)
                continue;
            var position = segment.Index.PositionBeforeTimestamp(timestamp);
            while (
                BatchScanner.Find(segment, position, view.SizeOf(i), timestamp, static (in BatchHeader header, long key) =>
                    header.MaxTimestamp < key
                )
                    is { } found
            )
            {
                position = found.Position + found.Header.TotalSize;
                if (found.Header.LastOffset < view.StartOffset)
                    continue;
                var record = RecordTimes.First(segment, found, timestamp, view.StartOffset);
                if (record.Offset >= 0)
                    return record.Offset < limit ? record : TimestampedOffset.None;
            }
        }

        return TimestampedOffset.None;
    }

    /// <summary>The record with the largest timestamp.</summary>
    public static TimestampedOffset Latest(LogView view)
    {
        Segment? latest = null;
        foreach (var segment in view.Segments)
        {
            if (segment.MaxTimestamp >= 0 && segment.MaxTimestamp > (latest?.MaxTimestamp ?? -1))
                latest = segment;
        }

        if (latest is null)
            return TimestampedOffset.None;
        var index = Array.IndexOf(view.Segments, latest);
        var found = BatchScanner.Find(
            latest,
            latest.Index.PositionBeforeTimestamp(latest.MaxTimestamp),
            view.SizeOf(index),
            latest.MaxTimestamp,
            static (in BatchHeader header, long key) => header.MaxTimestamp < key
        );
        return found is { } batch ? RecordTimes.First(latest, batch, latest.MaxTimestamp, view.StartOffset) : TimestampedOffset.None;
    }
}
