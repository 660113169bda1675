namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>Writes what is left of closed segments beside them.</summary>
static class SegmentCleaner
{
    /// <summary>
    /// The segment that is to take their place, decided by its seal (<see cref="SegmentSwap"/>); null where nothing would change.
    /// </summary>
    /// <param name="directory">The partition's.</param>
    /// <param name="segments">Closed and sealed, one after the other; several become one.</param>
    /// <param name="producers">As they stood at the end of the last.</param>
    /// <param name="cleaner">Has seen everything before them.</param>
    public static Segment? Clean(string directory, IReadOnlyList<Segment> segments, List<ProducerEntry> producers, BatchCleaner cleaner)
    {
        var written = segments.Max(segment => segment.FirstWritten);
        Segment? cleaned = null;
        var position = 0;
        var goneMarkers = new HashSet<long>();
        try
        {
            if (segments.Count > 1)
                cleaned = Begin(directory, segments[0], untouched: 0, written);
            foreach (var batch in segments.SelectMany(SegmentBatches.Of))
            {
                position += batch.Bytes.Length;
                var left = cleaner.Clean(batch);
                if (cleaned is null && !left.IsChanged)
                    continue;
                cleaned ??= Begin(directory, segments[0], position - batch.Bytes.Length, written);
                if (left.Bytes is { } bytes)
                    cleaned.Append(bytes, BatchHeader.Read(bytes), written);
                else if (batch.Header.IsControl)
                    goneMarkers.Add(batch.Header.LastOffset);
            }

            if (cleaned is null)
                return null;
            foreach (var segment in segments)
            {
                foreach (var transaction in segment.Aborted)
                {
                    if (!goneMarkers.Contains(transaction.LastOffset))
                        cleaned.AddAborted(transaction);
                }
            }

            cleaned.EndAt(segments[^1].NextOffset);
            cleaned.FlushToDisk();
            SegmentSwap.Decide(cleaned.Path, SegmentSeal.Encode(cleaned.Summarize(), producers));
            return cleaned;
        }
        catch
        {
            cleaned?.Dispose();
            SegmentSwap.Undo(segments[0].Path);
            throw;
        }
    }

    /// <summary>A new file with everything up to a position as it was.</summary>
    static Segment Begin(string directory, Segment segment, int untouched, long written)
    {
        var empty = SegmentSummary.Empty(segment.BaseOffset, written);
        var cleaned = new Segment(directory, segment.BaseOffset, empty, SegmentSwap.Suffix);
        foreach (var batch in SegmentBatches.Of(segment).TakeWhile(_ => cleaned.Size < untouched))
            cleaned.Append(batch.Bytes, batch.Header, written);
        return cleaned;
    }
}
