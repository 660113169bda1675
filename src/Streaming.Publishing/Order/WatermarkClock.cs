using Streaming.Events.Time;

namespace Streaming.Publishing.Order;

/// <summary>
/// How far a sequence of events has come in event time: the greatest time seen, where a time further ahead than the drift
/// bound counts only when the next one confirms it. One date in 2100 is no reason to promise that nothing older follows.
/// </summary>
/// <param name="drift">Microseconds.</param>
public sealed class WatermarkClock(long drift)
{
    Timestamp? _unconfirmed;

    /// <summary>Nothing older follows, as far as the sequence tells; null before anything is known.</summary>
    public Timestamp? Now { get; private set; }

    /// <summary>An event of this time went out.</summary>
    public void Observe(Timestamp time)
    {
        if (Now is { } now && time <= now.Later(drift))
        {
            Now = Timestamp.Max(now, time);
            _unconfirmed = null;
            return;
        }

        if (_unconfirmed is not { } other)
        {
            _unconfirmed = time;
            return;
        }

        // Two in a row are that far ahead: the sequence has come at least as far as the earlier of them.
        var (low, high) = (Timestamp.Min(time, other), Timestamp.Max(time, other));
        var together = high <= low.Later(drift);
        Now = Timestamp.Max(Now ?? Timestamp.Beginning, together ? high : low);
        _unconfirmed = together ? null : high;
    }
}
