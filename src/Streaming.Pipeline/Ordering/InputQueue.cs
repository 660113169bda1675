using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Ordering;

/// <summary>The rows of one input that have come and not left, with their places in event-time order.</summary>
internal sealed class InputQueue(MergeInput input, int index, long drift)
{
    private readonly Queue<QueuedSlice> _slices = new();
    private readonly Queue<QueuedSlice> _toTake = new();
    private QueuedSlice? _undecided;
    private long _sequence;
    private long _unpassed;
    private PassedInput _passed = new(input.Start);

    public MergeInput Input { get; } = input;
    public InputOrder Order { get; } = new(drift, judged: input.Kind == InputKind.Channel, input.Start);

    /// <summary>Accepted rows that have not left.</summary>
    public long Rows { get; private set; }
    public long Bytes { get; private set; }

    /// <summary>When something last came, in ticks of the merge's clock; null: never.</summary>
    public long? Heard { get; set; }

    /// <summary>When a row last left.</summary>
    public long? Taken { get; set; }

    /// <summary>The caller has been asked to stop reading this input.</summary>
    public bool Paused { get; set; }

    /// <summary>The slice whose row is next; null where no row with a place waits.</summary>
    public QueuedSlice? Head
    {
        get
        {
            while (_toTake.TryPeek(out var head))
            {
                if (head.Next < head.Decided)
                    return head;
                if (head.Next < head.Count)
                    return null;
                _toTake.Dequeue();
            }
            return null;
        }
    }

    /// <summary>Rows were taken since the last batch.</summary>
    public bool HasTaken => _unpassed > 0;

    public InputPosition Position => _passed.Position;

    public void Add(MergeSlice slice)
    {
        var start = Input.Start;
        var skip = slice.MessageOffset == start.NextOffset && _sequence == 0 ? start.RowsTaken : 0;
        var queued = new QueuedSlice(slice, index, Input.IdColumn, _sequence++, skip);
        Place(queued);
        Rows += queued.Count - queued.Next;
        Bytes += queued.Bytes;
        _slices.Enqueue(queued);
        if (queued.Next < queued.Count)
            _toTake.Enqueue(queued);
    }

    public void DecideInSilence()
    {
        Order.DecideInSilence();
        SettleUndecided();
    }

    /// <summary>Rows of the head slice were taken.</summary>
    public void OnTaken(int rows)
    {
        Rows -= rows;
        _unpassed += rows;
    }

    /// <summary>
    /// Lets go of what lies before the first row not taken: rejected records and watermarks leave without waiting for
    /// anybody, as long as <paramref name="output"/> has room; those between taken rows leave in any case.
    /// </summary>
    public void Pass(RejectedRows output)
    {
        while (_slices.TryPeek(out var slice))
        {
            if (output.Full && _unpassed == 0)
                return;
            _unpassed -= slice.Next - slice.Passed;
            _passed.Pass(slice, output);
            if (!slice.Done)
                return;
            _slices.Dequeue();
            Bytes -= slice.Bytes;
        }
    }

    private void Place(QueuedSlice slice)
    {
        var row = slice.Next;
        foreach (var watermark in slice.Watermarks)
        {
            var end = row;
            while (end < slice.Count && (slice.MessageOffset is not null || slice.OffsetOf(end) < watermark.Offset))
                end++;
            PlaceRows(slice, row, end);
            row = end;
            Order.Advance(watermark.Time);
            SettleUndecided();
        }
        PlaceRows(slice, row, slice.Count);
    }

    private void PlaceRows(QueuedSlice slice, int start, int end)
    {
        if (start == end)
            return;
        var flags = Columns.UInt8(slice.Rows, SystemColumns.Flags)[start..end];
        var odd = Order.Place(slice.Times[start..end], flags, slice.Places.AsSpan(start..end));
        slice.Odd |= odd;
        var earlier = _undecided;
        _undecided = null;
        earlier?.Settle(Order.DecidedPlace);
        slice.Decided = end;
        if (!Order.Undecided)
            return;
        slice.Decided = end - 1;
        _undecided = slice;
    }

    private void SettleUndecided()
    {
        if (Order.Undecided || _undecided is null)
            return;
        _undecided.Settle(Order.DecidedPlace);
        _undecided = null;
    }
}
