namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// What readers see of a partition: an immutable snapshot, replaced after every append, so that reading needs no lock.
/// </summary>
/// <param name="Segments">In order of offset; never empty.</param>
/// <param name="StartOffset">First offset that may be read.</param>
/// <param name="EndOffset">Offset of the next record (with one replica also the high watermark).</param>
/// <param name="EndPosition">Size of the last segment.</param>
/// <param name="StableOffset">Read-committed consumers see what is below: start of the oldest open transaction, or the end.</param>
sealed record LogView(Segment[] Segments, long StartOffset, long EndOffset, int EndPosition, long StableOffset)
{
    public long Limit(bool readCommitted) => readCommitted ? StableOffset : EndOffset;

    /// <summary>Index of the last segment that begins at or before an offset.</summary>
    public int SegmentFor(long offset)
    {
        int low = 1,
            high = Segments.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Segments[middle].BaseOffset <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    /// <summary>Bytes of a segment that are published; a closed segment has no more than it had.</summary>
    public int SizeOf(int segment) => segment == Segments.Length - 1 ? EndPosition : Segments[segment].Size;
}
