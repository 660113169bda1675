namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>Writes what is left of a closed segment beside it.</summary>
static class SegmentCleaner
{
    /// <summary>
    /// The segment that is to take its place, decided by its seal (<see cref="SegmentSwap"/>); null where nothing would change.
    /// </summary>
    /// <param name="directory">The partition's.</param>
    /// <param name="segment">Closed and sealed.</param>
    /// <param name="producers">As they stood at its end.</param>
    /// <param name="cleaner">Has seen everything before it.</param>
    public static Segment? Clean(string directory, Segment segment, List<ProducerEntry> producers, BatchCleaner cleaner)
    {
        Segment? cleaned = null;
        var position = 0;
        var goneMarkers = new HashSet<long>();
        try
        {
            foreach (var batch in SegmentBatches.Of(segment))
            {
                position += batch.Bytes.Length;
                var left = cleaner.Clean(batch);
                if (cleaned is null && !left.IsChanged)
                    continue;
                cleaned ??= Begin(directory, segment, position - batch.Bytes.Length);
                if (left.Bytes is { } bytes)
                    cleaned.Append(bytes, BatchHeader.Read(bytes), segment.FirstWritten);
                else if (batch.Header.IsControl)
                    goneMarkers.Add(batch.Header.LastOffset);
            }

            if (cleaned is null)
                return null;
            foreach (var transaction in segment.Aborted)
            {
                if (!goneMarkers.Contains(transaction.LastOffset))
                    cleaned.AddAborted(transaction);
            }

            cleaned.EndAt(segment.NextOffset);
            cleaned.FlushToDisk();
            SegmentSwap.Decide(cleaned.Path, SegmentSeal.Encode(cleaned.Summarize(), producers));
            return cleaned;
        }
        catch
        {
            cleaned?.Dispose();
            SegmentSwap.Undo(segment.Path);
            throw;
        }
    }

    /// <summary>A new file with everything up to a position as it was.</summary>
    static Segment Begin(string directory, Segment segment, int untouched)
    {
        var cleaned = new Segment(
            directory,
            segment.BaseOffset,
            SegmentSummary.Empty(segment.BaseOffset, segment.FirstWritten),
            SegmentSwap.Suffix
        );
        foreach (var batch in SegmentBatches.Of(segment).TakeWhile(_ => cleaned.Size < untouched))
            cleaned.Append(batch.Bytes, batch.Header, segment.FirstWritten);
        return cleaned;
    }
}
