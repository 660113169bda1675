using Streaming.Events.Time;

namespace Streaming.Validation.Duplicates;

/// <summary>
/// The event time that a sequence of rows has reached. A row further ahead than the drift bound does not move it until the
/// next such row confirms it: one date in 2100 must not make all that was remembered look old.
/// </summary>
/// <param name="drift">Microseconds.</param>
public sealed class EventClock(long drift)
{
    /// <summary>Event time reached; null before two rows have come, since the first alone may be the one that is wrong.</summary>
    public Timestamp? Time { get; private set; }

    /// <summary>Event time of a row that ran ahead and waits to be confirmed.</summary>
    public Timestamp? Ahead { get; private set; }

    /// <summary>An event of this time was taken.</summary>
    public void Observe(Timestamp time)
    {
        if (Time is not { } now)
        {
            if (Ahead is not { } first)
            {
                Ahead = time;
                return;
            }
            Time = Timestamp.Min(first, time);
            Ahead = null;
            Observe(Timestamp.Max(first, time));
            return;
        }
        if (time.MicrosSince(now) <= drift)
        {
            Time = Timestamp.Max(now, time);
            Ahead = null;
            return;
        }
        if (Ahead is not { } before)
        {
            Ahead = time;
            return;
        }
        Time = Timestamp.Min(before, time);
        Ahead = null;
        Observe(Timestamp.Max(before, time));
    }
}
