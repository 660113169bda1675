using System.Buffers;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>Reads a segment from its start and rebuilds from its batches what its seal would have told.</summary>
static class SegmentScan
{
    const int Chunk = 4 << 20;

    /// <summary>Takes batches over into <paramref name="segment"/> and <paramref name="producers"/> as long as they are valid.</summary>
    /// <param name="segment">As it was opened, empty.</param>
    /// <param name="producers">As they stood before it.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="end">Where the next segment begins: this one is closed, so compaction may have left gaps in it; null: it is the last
    /// one.</param>
    /// <returns>Whether there were gaps.</returns>
    public static bool Read(Segment segment, ProducerStates producers, long now, long? end)
    {
        var length = segment.FileLength;
        var gaps = false;
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var (start, filled) = (0L, 0);
            while (true)
            {
                var at = (int)(segment.Size - start);
                var size = filled - at < BatchHeader.Size ? BatchHeader.Size : BatchHeader.Read(buffer.AsSpan(at)).TotalSize;
                if (size < BatchHeader.Size || size > length - segment.Size)
                    return gaps;
                if (size > filled - at)
                {
                    if (size > buffer.Length)
                    {
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = ArrayPool<byte>.Shared.Rent(size);
                    }

                    start = segment.Size;
                    filled = segment.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - start)), segment.Size);
                    if (filled < size)
                        return gaps;
                    continue;
                }

                var expected = segment.NextOffset;
                if (!TakeOver(buffer.AsSpan(at, size), segment, producers, now, end))
                    return gaps;
                gaps |= segment.NextOffset - BatchHeader.Read(buffer.AsSpan(at)).LastOffsetDelta - 1 > expected;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Base offset and leader epoch stand outside the checksum, so they are compared with the only values they can have.
    static bool TakeOver(ReadOnlySpan<byte> batch, Segment segment, ProducerStates producers, long now, long? end)
    {
        var header = BatchHeader.Read(batch);
        if (
            header.Magic != 2
            || (end is null ? header.BaseOffset != segment.NextOffset : header.BaseOffset < segment.NextOffset || header.NextOffset > end)
            || header.LeaderEpoch != PartitionLog.LeaderEpoch
            || header.LastOffsetDelta < 0
            || header.NextOffset <= header.BaseOffset
            || !BatchHeader.CrcMatches(batch)
        )
        {
            return false;
        }

        segment.Appended(header, batch.Length, segment.FirstWritten);
        if (header.IsControl)
        {
            if (ControlBatch.IsCommit(batch) is { } commit && producers.Marked(header, commit, now) is { } aborted)
                segment.AddAborted(aborted);
        }
        else if (header.HasProducer)
        {
            producers.Written(header, now);
        }

        return true;
    }
}
