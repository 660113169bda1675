namespace Streaming.Publishing.Order;

/// <summary>
/// How far a sequence of events has come in event time: the greatest time seen, where a time further ahead than the drift
/// bound counts only when the next one confirms it. One date in 2100 is no reason to promise that nothing older follows.
/// </summary>
/// <param name="drift">Microseconds.</param>
public sealed class WatermarkClock(long drift)
{
    long? _unconfirmed;

    /// <summary>Nothing older follows, as far as the sequence tells; null before anything is known.</summary>
    public long? Now { get; private set; }

    /// <summary>An event of this time went out.</summary>
    public void Observe(long time)
    {
        if (Now is { } now && time <= Ahead(now))
        {
            Now = Math.Max(now, time);
            _unconfirmed = null;
            return;
        }

        if (_unconfirmed is not { } other)
        {
            _unconfirmed = time;
            return;
        }

        // Two in a row are that far ahead: the sequence has come at least as far as the earlier of them.
        var (low, high) = (Math.Min(time, other), Math.Max(time, other));
        var together = high <= Ahead(low);
        Now = Math.Max(Now ?? long.MinValue, together ? high : low);
        _unconfirmed = together ? null : high;
    }

    long Ahead(long time) => time > long.MaxValue - drift ? long.MaxValue : time + drift;
}
