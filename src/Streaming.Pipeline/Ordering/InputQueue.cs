using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Ordering;

/// <summary>One publisher's rows of one input that have come and not left, with their places in event-time order.</summary>
sealed class InputQueue(MergeInput input, string publisher, long since, int index, long drift, InputPosition start, InputReading reading)
{
    readonly Queue<QueuedSlice> _slices = new();
    readonly Queue<QueuedSlice> _toTake = new();
    QueuedSlice? _undecided;
    bool _begun;
    long _unpassed;
    PassedInput _passed = new(start);

    public MergeInput Input { get; } = input;

    /// <summary>Whose rows they are; empty: of all who give no name.</summary>
    public string Publisher { get; } = publisher;

    /// <summary>Offset from which on its records are its own.</summary>
    public long Since { get; } = since;

    /// <summary>Where this publisher's rows go on.</summary>
    public InputPosition Start { get; } = start;

    /// <summary>How far the topic partition has been read, for all its publishers.</summary>
    public InputReading Reading { get; } = reading;

    /// <summary>Index of the input in the merge.</summary>
    public int Index { get; } = index;
    public bool IsChannel => Input.Kind == InputKind.Channel;
    public InputOrder Order { get; } = new(drift, judged: input.Kind == InputKind.Channel, start);

    /// <summary>Accepted rows that have not left.</summary>
    public long Rows { get; private set; }
    public long Bytes { get; private set; }

    /// <summary>When something last came, in ticks of the merge's clock; null: never.</summary>
    public long? Heard { get; set; }

    /// <summary>It has never said anything.</summary>
    public bool IsUnknown => Heard is null && Order.Reached == Timestamp.Beginning;

    /// <summary>Nothing of it is waiting, neither rows nor rejected records nor watermarks.</summary>
    public bool IsEmpty => _slices.Count == 0;

    /// <summary>Offset of the first record that has not left; null where all have.</summary>
    public long? FirstUnpassed => _slices.TryPeek(out var slice) ? slice.FirstUnpassed : null;

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

    public InputPosition Position => _passed.Position;

    /// <param name="slice">The next piece.</param>
    /// <param name="sequence">Its number in the input.</param>
    public void Add(MergeSlice slice, long sequence)
    {
        var skip = slice.MessageOffset == Start.NextOffset && !_begun ? Start.RowsTaken : 0;
        _begun = true;
        var queued = new QueuedSlice(slice, Index, Input.IdColumn, sequence, skip);
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

    void Place(QueuedSlice slice)
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
            slice.Marks.Add(new PlacedMark(watermark.Offset, Order.Idle, Order.Reached, Order.Unconfirmed));
            SettleUndecided();
        }
        PlaceRows(slice, row, slice.Count);
    }

    void PlaceRows(QueuedSlice slice, int start, int end)
    {
        if (start == end)
            return;
        var flags = Columns.UInt8(slice.Rows, SystemColumns.Flags)[start..end];
        var odd = Order.Place(slice.Times[start..end], flags, slice.Latest, slice.Places.AsSpan(start..end));
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

    void SettleUndecided()
    {
        if (Order.Undecided || _undecided is null)
            return;
        _undecided.Settle(Order.DecidedPlace);
        _undecided = null;
    }
}
