namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>A batch as it stands in a segment.</summary>
readonly record struct StoredBatch(BatchHeader Header, byte[] Bytes);

static class SegmentBatches
{
    /// <summary>The whole batches of a closed segment, in order.</summary>
    /// <exception cref="InvalidDataException">The file is shorter than the segment, or holds something else.</exception>
    public static IEnumerable<StoredBatch> Of(Segment segment)
    {
        for (var position = 0; position < segment.Size; )
        {
            var batch = BatchAt(segment, position);
            yield return batch;
            position += batch.Bytes.Length;
        }
    }

    static StoredBatch BatchAt(Segment segment, int position)
    {
        Span<byte> head = stackalloc byte[BatchHeader.Size];
        if (segment.Read(head, position) < head.Length)
            throw Damaged(segment, position);
        var header = BatchHeader.Read(head);
        if (header.TotalSize < BatchHeader.Size || header.TotalSize > segment.Size - position)
            throw Damaged(segment, position);
        var bytes = new byte[header.TotalSize];
        return segment.Read(bytes, position) == bytes.Length ? new StoredBatch(header, bytes) : throw Damaged(segment, position);
    }

    static InvalidDataException Damaged(Segment segment, int position) => new($"{segment.Path}: no whole batch stands at {position}");
}
