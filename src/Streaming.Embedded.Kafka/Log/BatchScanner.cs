namespace Streaming.Embedded.Kafka.Log;

/// <summary>Walks the headers of a segment's batches from a position on, reading no more of the file than it must.</summary>
static class BatchScanner
{
    const int Chunk = 16 << 10;

    /// <summary>A batch that fulfilled a condition, and where it stands.</summary>
    public readonly record struct Found(BatchHeader Header, int Position);

    /// <summary>The first batch from <paramref name="position"/> on for which the condition holds; null where none does.</summary>
    public static Found? Find(Segment segment, int position, int end, long key, Before<BatchHeader> before)
    {
        Span<byte> chunk = stackalloc byte[Chunk];
        var (start, length) = (position, 0);
        while (end - position >= BatchHeader.Size)
        {
            if (length - (position - start) < BatchHeader.Size)
            {
                start = position;
                length = segment.Read(chunk[..Math.Min(Chunk, end - position)], position);
                if (length < BatchHeader.Size)
                    return null;
            }

            var header = BatchHeader.Read(chunk[(position - start)..]);
            if (header.TotalSize < BatchHeader.Size)
                return null;
            if (!before(header, key))
                return new Found(header, position);
            if (header.TotalSize > end - position)
                return null;
            position += header.TotalSize;
        }

        return null;
    }
}
