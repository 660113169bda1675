using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Time;

namespace Streaming.Pipeline.Ordering;

/// <summary>A slice waiting in an input's queue, with cursors that only move forward.</summary>
sealed class QueuedSlice
{
    readonly MergeSlice _slice;
    readonly Int64Array? _times;

    public QueuedSlice(MergeSlice slice, int input, string idColumn, long sequence, int skip)
    {
        _slice = slice;
        Input = input;
        Sequence = sequence;
        Count = slice.Rows?.Length ?? 0;
        Next = Math.Min(skip, Count);
        Passed = Next;
        Decided = Next;
        Places = new Timestamp[Count];
        if (slice.Rows is not { } rows)
            return;
        _times = (Int64Array)Columns.Column(rows, SystemColumns.EventTime);
        Ids = Columns.Column(rows, idColumn);
    }

    public int Input { get; }

    /// <summary>Number of the slice in its input.</summary>
    public long Sequence { get; }

    /// <summary>Accepted rows.</summary>
    public int Count { get; }

    /// <summary>First row not taken yet.</summary>
    public int Next { get; set; }

    /// <summary>Rows taken up to the end of the last batch.</summary>
    public int Passed { get; set; }

    /// <summary>Rows that have a place: all, or all but the last.</summary>
    public int Decided { get; set; }
    public Timestamp[] Places { get; }

    /// <summary>Some row's place differs from its event time.</summary>
    public bool Odd { get; set; }

    /// <summary>Index among the sources of the batch being put together; -1: not among them.</summary>
    public int Source { get; set; } = -1;
    public RecordBatch Rows => _slice.Rows!;
    public ReadOnlySpan<Timestamp> Times => _times is null ? default : Columns.Times(_times);

    /// <summary>Ids of the rows, by which ties are ordered.</summary>
    public IArrowArray? Ids { get; }
    public int NextRejected { get; private set; }
    public int NextWatermark { get; private set; }
    public int RejectedCount => _slice.Rejected?.Length ?? 0;
    public bool Done => Next == Count && NextRejected == RejectedCount && NextWatermark == _slice.Watermarks.Count;
    public long NextOffset => _slice.NextOffset;

    /// <summary>Offset of the first record that has not left; where all have, the one after the last.</summary>
    public long FirstUnpassed
    {
        get
        {
            var first = Next < Count ? OffsetOf(Next) : _slice.NextOffset;
            if (NextRejected < RejectedCount)
                first = Math.Min(first, Columns.Int64(_slice.Rejected!, SystemColumns.Offset)[NextRejected]);
            return NextWatermark < Watermarks.Count ? Math.Min(first, Watermarks[NextWatermark].Offset) : first;
        }
    }
    public long? MessageOffset => _slice.MessageOffset;
    public long Bytes => _slice.Bytes;
    public IReadOnlyList<WatermarkRecord> Watermarks => _slice.Watermarks;

    /// <summary>What the watermarks meant when they came, in their order.</summary>
    public List<PlacedMark> Marks { get; } = [];

    /// <summary>Event time beyond which no row is believed.</summary>
    public Timestamp Latest => _slice.Latest;

    /// <summary>The last row, undecided so far, has its place now.</summary>
    public void Settle(Timestamp place)
    {
        Odd |= place != Times[Decided];
        Places[Decided++] = place;
    }

    public long OffsetOf(int row) => _slice.MessageOffset ?? Columns.Int64(Rows, SystemColumns.Offset)[row];

    /// <summary>Rejected records below an offset that have not left yet; null where there are none.</summary>
    public RecordBatch? TakeRejected(long before)
    {
        if (NextRejected == RejectedCount)
            return null;
        var offsets = Columns.Int64(_slice.Rejected!, SystemColumns.Offset);
        var end = NextRejected;
        while (end < offsets.Length && offsets[end] < before)
            end++;
        var start = NextRejected;
        NextRejected = end;
        return end == start ? null : RowGather.Slice(_slice.Rejected!, start, end - start);
    }

    /// <summary>The next watermark record below an offset; null where there is none.</summary>
    public PlacedMark? TakeMark(long before) =>
        NextWatermark < Marks.Count && Marks[NextWatermark].Offset < before ? Marks[NextWatermark++] : null;
}

/// <summary>A watermark record and what it made of its input: see <see cref="InputOrder"/>.</summary>
readonly record struct PlacedMark(long Offset, bool Idle, Timestamp Reached, Timestamp? Unconfirmed);
