using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Time;

namespace Streaming.Pipeline.Ordering;

/// <summary>The events, or the labels, of a batch being put together. Its memory stays for the next batch.</summary>
sealed class PickedRows
{
    readonly List<QueuedSlice> _sources = [];
    readonly TieOrder _ties;
    PickedRow[] _rows = new PickedRow[1024];
    bool _flagged;

    public PickedRows() => _ties = new TieOrder(_sources);

    public int Count { get; private set; }

    /// <summary>Adds a run of rows that are next in order.</summary>
    /// <param name="slice">Their slice.</param>
    /// <param name="start">First row.</param>
    /// <param name="end">Row after the last.</param>
    /// <param name="clock">Rows with a place below it are late.</param>
    public void Add(QueuedSlice slice, int start, int end, Timestamp clock)
    {
        if (slice.Source < 0)
        {
            slice.Source = _sources.Count;
            _sources.Add(slice);
        }
        if (Count + end - start > _rows.Length)
            System.Array.Resize(ref _rows, Math.Max(_rows.Length * 2, Count + end - start));
        var exact = !slice.Odd && slice.Places[start] >= clock;
        for (var row = start; row < end; row++)
        {
            var flags = exact ? (byte)0 : FlagsOf(slice, row, clock);
            _flagged |= flags != 0;
            _rows[Count++] = new PickedRow(slice.Source, row, flags);
        }
    }

    /// <summary>Rows from here on share one place: puts them in order.</summary>
    public void SortTies(int start)
    {
        if (Count - start > 1)
            _rows.AsSpan(start, Count - start).Sort(_ties);
    }

    /// <summary>The batch, null when there are no rows; starts an empty one.</summary>
    public RecordBatch? Build()
    {
        var batch = Count == 0 ? null : Gather();
        foreach (var source in _sources)
            source.Source = -1;
        _sources.Clear();
        Count = 0;
        _flagged = false;
        return batch;
    }

    static byte FlagsOf(QueuedSlice slice, int row, Timestamp clock)
    {
        var time = slice.Times[row];
        var place = slice.Places[row];
        if (time > place)
            return (byte)RowFlags.Early;
        return time < place || time < clock ? (byte)RowFlags.Late : (byte)0;
    }

    RecordBatch Gather()
    {
        var batches = _sources.ConvertAll(s => s.Rows);
        var source = new int[Count];
        var row = new int[Count];
        var whole = batches.Count == 1 && batches[0].Length == Count;
        for (var i = 0; i < Count; i++)
        {
            source[i] = _rows[i].Source;
            row[i] = _rows[i].Row;
            whole &= row[i] == i;
        }
        var batch = whole ? batches[0] : RowGather.Take(batches, source, row);
        return _flagged ? WithFlags(batch) : batch;
    }

    RecordBatch WithFlags(RecordBatch batch)
    {
        var column = Columns.IndexOf(batch.Schema, SystemColumns.Flags);
        var flags = new byte[Count];
        Columns.UInt8(batch, SystemColumns.Flags).CopyTo(flags);
        for (var i = 0; i < Count; i++)
            flags[i] |= _rows[i].Flags;
        var arrays = batch.Arrays.ToArray();
        arrays[column] = new UInt8Array(new ArrowBuffer(flags), ArrowBuffer.Empty, Count, 0, 0);
        return new RecordBatch(batch.Schema, arrays, Count);
    }
}
