using Streaming.Events.Time;

namespace Streaming.Pipeline.Ordering;

/// <summary>What has left an input for good: the prefix its position stands for.</summary>
sealed class PassedInput(InputPosition start)
{
    public InputPosition Position { get; private set; } = start;

    /// <summary>Passes the part of a slice that lies before its first row not taken.</summary>
    public void Pass(QueuedSlice slice, RejectedRows output)
    {
        var taken = slice.Next - slice.Passed;
        var before = slice.Next < slice.Count ? slice.OffsetOf(slice.Next) : long.MaxValue;
        var position = Position;
        if (taken > 0)
        {
            position = position with
            {
                Reached = Further(position.Reached, slice.Places[slice.Next - 1]),
                Idle = false,
                Unconfirmed = null,
            };
        }
        var lastRow = slice.Next > 0 ? slice.OffsetOf(slice.Next - 1) : long.MinValue;
        var last = lastRow;
        if (slice.TakeRejected(before) is { } rejected)
            last = Math.Max(last, output.Add(rejected));
        while (slice.TakeMark(before) is { } mark)
        {
            last = Math.Max(last, mark.Offset);
            position = position with
            {
                Watermarked = true,
                Idle = mark.Idle && mark.Offset >= lastRow,
                Reached = Further(position.Reached, mark.Reached),
                Unconfirmed = mark.Offset >= lastRow ? mark.Unconfirmed : null,
            };
        }
        slice.Passed = slice.Next;
        Position = At(position, slice, last);
    }

    static Timestamp? Further(Timestamp? reached, Timestamp time) => time == Timestamp.Beginning || time < reached ? reached : time;

    static InputPosition At(InputPosition position, QueuedSlice slice, long last)
    {
        if (slice.Done)
            return position with { NextOffset = slice.NextOffset, RowsTaken = 0 };
        if (slice.MessageOffset is { } message)
            return position with { NextOffset = message, RowsTaken = slice.Next };
        return last == long.MinValue ? position : position with { NextOffset = Math.Max(position.NextOffset, last + 1), RowsTaken = 0 };
    }
}
