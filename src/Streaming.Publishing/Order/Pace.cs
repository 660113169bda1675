namespace Streaming.Publishing.Order;

/// <summary>Spreads events evenly over time.</summary>
/// <param name="rate">Events a second; null: as fast as possible.</param>
public sealed class Pace(double? rate, TimeProvider time)
{
    // Behind by more than this (a slow broker), the schedule starts anew instead of catching up in a burst.
    static readonly TimeSpan LargestLag = TimeSpan.FromSeconds(1);

    long _start = time.GetTimestamp();
    long _since;

    /// <summary>How long to wait before the next event; zero: not at all.</summary>
    public TimeSpan Next()
    {
        if (rate is null)
            return TimeSpan.Zero;
        var due = TimeSpan.FromSeconds(_since / rate.Value);
        var elapsed = time.GetElapsedTime(_start);
        if (elapsed - due > LargestLag)
        {
            (_start, _since, due, elapsed) = (time.GetTimestamp(), 0, TimeSpan.Zero, TimeSpan.Zero);
        }

        return due > elapsed ? due - elapsed : TimeSpan.Zero;
    }

    /// <summary>An event went out.</summary>
    public void Sent() => _since++;
}
