using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;

namespace Streaming.Pipeline.Ordering;

/// <summary>Divides a piece of an outside topic, each part in the order of the log.</summary>
static class PublisherParts
{
    /// <summary>Who wrote the record at an offset; empty where no name is given.</summary>
    public static string NameAt(IReadOnlyList<PublisherRun> runs, long offset)
    {
        var (low, high) = (0, runs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (runs[middle].From <= offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? PublisherName.Plain : runs[low - 1].Name;
    }

    /// <summary>Offset of the first record; past all others where there is none.</summary>
    public static long FirstOffset(MergeSlice slice)
    {
        var first = slice.Watermarks.Count > 0 ? slice.Watermarks[0].Offset : long.MaxValue;
        if (slice.Rows is { Length: > 0 } rows)
            first = Math.Min(first, Columns.Int64(rows, SystemColumns.Offset)[0]);
        return slice.Rejected is { Length: > 0 } rejected ? Math.Min(first, Columns.Int64(rejected, SystemColumns.Offset)[0]) : first;
    }

    /// <summary>The records that belong to a part; a piece that is one part whole is handed on as it is.</summary>
    public static MergeSlice Part(MergeSlice slice, Predicate<long> isIn)
    {
        var (rows, rejected) = (Take(slice.Rows, isIn), Take(slice.Rejected, isIn));
        var watermarks = slice.Watermarks.Where(w => isIn(w.Offset)).ToList();
        if (rows == slice.Rows && rejected == slice.Rejected && watermarks.Count == slice.Watermarks.Count)
            return slice;
        return slice with
        {
            Rows = rows,
            Rejected = rejected,
            Watermarks = watermarks,
            Bytes = slice.Bytes * Records(rows, rejected, watermarks) / Math.Max(1, Records(slice.Rows, slice.Rejected, slice.Watermarks)),
        };
    }

    static int Records(RecordBatch? rows, RecordBatch? rejected, IReadOnlyList<WatermarkRecord> watermarks) =>
        (rows?.Length ?? 0) + (rejected?.Length ?? 0) + watermarks.Count;

    static RecordBatch? Take(RecordBatch? batch, Predicate<long> isIn)
    {
        if (batch is null)
            return null;
        var offsets = Columns.Int64(batch, SystemColumns.Offset);
        var rows = new int[offsets.Length];
        var count = 0;
        for (var row = 0; row < offsets.Length; row++)
        {
            if (isIn(offsets[row]))
                rows[count++] = row;
        }
        return count == batch.Length ? batch
            : count == 0 ? null
            : RowGather.Take(batch, rows.AsSpan(0, count));
    }
}
