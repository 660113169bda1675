namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>
/// Cleans the closed segments of a compacted partition, so that of each key its newest record is left (and with it, for
/// <c>delete.retention.ms</c>, that it is gone). Offsets stay as they were; segments that have become small are put together. What an
/// open transaction reaches into, and what is younger than <c>min.compaction.lag.ms</c>, stays as it is. One at a time for a partition;
/// appends and readers go on meanwhile. After the design of Apache Kafka's log cleaner.
/// </summary>
sealed class LogCompactor(PartitionLog log)
{
    /// <summary>Keys of one round, some 50 bytes each; a segment is always taken whole, and what is too much waits for the next
    /// round.</summary>
    const int MostKeys = 2_000_000;

    long _cleanEnd;
    long? _nextHorizon;

    /// <summary>Cleans if enough has come together; says whether anything changed.</summary>
    /// <param name="now">Unix milliseconds by the broker's clock.</param>
    public bool Run(long now)
    {
        if (log.Config.Compaction is not { } config)
            return false;
        var view = log.View;
        var closed = Cleanable(view, config, now);
        if (closed == 0 || !IsDue(view, closed, config, now))
            return false;
        var aborted = new AbortedTransactions(view);
        var keys = new KeyOffsets();
        var end = Collect(view, closed, keys, aborted);
        var cleaner = new BatchCleaner(keys, aborted, now, config.DeleteRetentionMs);
        var (changed, done) = (false, 0);
        while (done < end && SealOf(view.Segments[done]) is { } producers)
        {
            var group = Group(view.Segments.AsSpan(done, end - done), ref producers);
            changed |= Clean(group, producers, cleaner);
            done += group.Count;
        }

        _nextHorizon = cleaner.NextHorizon;
        _cleanEnd = view.Segments[done].BaseOffset;
        return changed;
    }

    /// <summary>How many segments, from the first on, may be cleaned. The last record of a log stays, so that readers get to its
    /// end.</summary>
    static int Cleanable(LogView view, CompactionConfig config, long now)
    {
        var count = 0;
        var last = view.EndPosition > 0 ? view.Segments.Length - 1 : view.Segments.Length - 2;
        while (
            count < last
            && view.Segments[count + 1].BaseOffset <= view.StableOffset
            && (
                config.MinLagMs == 0
                || now - Math.Max(view.Segments[count].MaxTimestamp, view.Segments[count].FirstWritten) >= config.MinLagMs
            )
        )
        {
            count++;
        }

        return count;
    }

    bool IsDue(LogView view, int closed, CompactionConfig config, long now)
    {
        if (_nextHorizon <= now)
            return true;
        var segments = view.Segments.AsSpan(0, closed);
        long all = 0,
            dirty = 0;
        var waited = false;
        foreach (var segment in segments)
        {
            all += segment.Size;
            if (segment.BaseOffset < _cleanEnd)
                continue;
            dirty += segment.Size;
            waited |= now - segment.FirstWritten >= config.MaxLagMs;
        }

        return dirty > 0 && (waited || dirty >= all * config.MinDirtyRatio);
    }

    /// <summary>Notes the keys of what is not clean yet; gives the index behind the last segment that was looked at.</summary>
    int Collect(LogView view, int closed, KeyOffsets keys, AbortedTransactions aborted)
    {
        for (var i = 0; i < closed; i++)
        {
            if (view.Segments[i].BaseOffset < _cleanEnd)
                continue;
            if (keys.Count >= MostKeys)
                return i;
            foreach (var batch in SegmentBatches.Of(view.Segments[i]))
            {
                if (!batch.Header.IsControl && !aborted.Has(batch.Header))
                    Collect(batch, keys);
            }
        }

        return closed;
    }

    static void Collect(in StoredBatch batch, KeyOffsets keys)
    {
        try
        {
            var record = new RecordReader(RecordDecompressor.Records(batch.Bytes, batch.Header), batch.Header.RecordCount);
            while (record.Next())
            {
                if (record.HasKey)
                    keys.Add(record.Key, batch.Header.BaseOffset + record.OffsetDelta);
            }
        }
        catch (Exception e) when (RecordReader.IsMalformed(e))
        {
            // Stays as it is; see BatchCleaner.
        }
    }

    /// <summary>The producers at a segment's end; null where it has no seal, which is written in the background.</summary>
    static List<ProducerEntry>? SealOf(Segment segment) => SegmentSeal.TryRead(segment.Path, segment.BaseOffset, segment.Size)?.Producers;

    /// <summary>The segments, from the first on, that become one: together they are no larger than a segment may be.</summary>
    List<Segment> Group(ReadOnlySpan<Segment> segments, ref List<ProducerEntry> producers)
    {
        var group = new List<Segment> { segments[0] };
        long size = segments[0].Size;
        foreach (var segment in segments[1..])
        {
            size += segment.Size;
            if (size > log.Config.SegmentBytes || SealOf(segment) is not { } later)
                break;
            group.Add(segment);
            producers = later;
        }

        return group;
    }

    bool Clean(List<Segment> segments, List<ProducerEntry> producers, BatchCleaner cleaner) =>
        SegmentCleaner.Clean(log.Folder, segments, producers, cleaner) is { } cleaned && log.Replace(segments, cleaned);
}
