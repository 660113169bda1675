using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>Bytes of one segment to be sent as they are. <paramref name="UpperOffset"/> lies past every record in them.</summary>
readonly record struct ReadRange(Segment? Segment, int Position, int Length, long UpperOffset)
{
    public static ReadRange Empty(long offset) => new(null, 0, 0, offset);
}

/// <summary>Finds and reads batches in a snapshot of a partition.</summary>
static class LogReader
{
    /// <summary>
    /// Where the batches from <paramref name="offset"/> up to <paramref name="limit"/> stand, at most <paramref name="maxBytes"/> of
    /// them and of one segment only. The offset must lie between the view's start and end.
    /// </summary>
    public static ReadRange Plan(LogView view, long offset, long limit, int maxBytes)
    {
        if (offset >= limit)
            return ReadRange.Empty(offset);
        for (var i = view.SegmentFor(offset); i < view.Segments.Length && view.Segments[i].BaseOffset < limit; i++)
        {
            var segment = view.Segments[i];
            var end = view.SizeOf(i);
            var last = i == view.Segments.Length - 1;
            var upper = last ? view.EndOffset : view.Segments[i + 1].BaseOffset;
            if (limit < upper)
            {
                upper = limit;
                end = Position(segment, limit, end);
            }

            var position = Position(segment, offset, end);
            if (position >= end)
                continue;
            var length = Math.Min(maxBytes, end - position);
            if (length < end - position)
                upper = Math.Min(upper, segment.Index.OffsetAfter(position + length) ?? upper);
            return new ReadRange(segment, position, length, upper);
        }

        return ReadRange.Empty(offset);
    }

    /// <summary>
    /// Reads a range to the end of <paramref name="writer"/>, whole batches only. Where not even the first batch fits and
    /// <paramref name="atLeastOne"/> is asked for, that batch is read whatever its size, so that no consumer gets stuck.
    /// </summary>
    /// <returns>The bytes written.</returns>
    public static int Read(in ReadRange range, bool atLeastOne, WireWriter writer)
    {
        var start = writer.Length;
        var read = range.Segment!.Read(writer.Take(range.Length), range.Position);
        var whole = WholeBatches(writer.Patch(start, read), out var next, out var following);
        if (whole == 0 && atLeastOne && following > range.Length)
        {
            writer.Truncate(start);
            read = range.Segment.Read(writer.Take(following), range.Position);
            whole = WholeBatches(writer.Patch(start, read), out next, out _);
        }

        writer.Truncate(start + whole);
        if (whole > 0)
            range.Segment.Hints.Remember(next, range.Position + whole);
        return whole;
    }

    /// <summary>The aborted transactions that a reader of a range has to know, in order of their ends.</summary>
    public static List<AbortedTransaction> Aborted(LogView view, long offset, long upper)
    {
        var found = new List<AbortedTransaction>();
        for (var i = view.SegmentFor(offset); i < view.Segments.Length; i++)
        {
            var aborted = view.Segments[i].Aborted;
            var from = BinarySearch.CountBefore(aborted, offset, static (in AbortedTransaction item, long key) => item.LastOffset < key);
            foreach (var transaction in aborted[from..])
            {
                if (transaction.FirstOffset < upper)
                    found.Add(transaction);
                // Past this point no transaction can have begun before the upper offset and still been open.
                if (transaction.LastStableOffset >= upper)
                    return found;
            }
        }

        return found;
    }

    static int Position(Segment segment, long offset, int end) =>
        segment.Hints.Find(offset)
        ?? BatchScanner
            .Find(segment, segment.Index.PositionBefore(offset), end, offset, static (in BatchHeader header, long key) =>
                header.LastOffset < key
            )
            ?.Position
        ?? end;

    static int WholeBatches(ReadOnlySpan<byte> bytes, out long next, out int following)
    {
        (next, following) = (-1, 0);
        var position = 0;
        while (bytes.Length - position >= BatchHeader.Size)
        {
            var header = BatchHeader.Read(bytes[position..]);
            following = header.TotalSize;
            if (header.TotalSize < BatchHeader.Size || header.TotalSize > bytes.Length - position)
                break;
            position += header.TotalSize;
            next = header.NextOffset;
        }

        return position;
    }
}
