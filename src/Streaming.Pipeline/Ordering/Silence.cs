namespace Streaming.Pipeline.Ordering;

/// <summary>
/// Which inputs hold nobody back although nothing is known of what they will bring. Silence is the end of a partition, not a
/// quiet clock: an input is silent only where it was known to be read up to its end after its time had run out, so that
/// neither a backlog, nor a broker that is away, nor a process that slept makes one out of it.
/// <list type="bullet">
/// <item>An idle input, by its publisher's word, at once. But when everything had been quiet and something comes, inputs
/// that were idle are given <paramref name="maxWait"/> to speak up: their publishers may have started at the same moment.</item>
/// <item>An input without watermarks that has brought nothing for <paramref name="maxWait"/>.</item>
/// <item>An input whose publisher speaks watermarks and has brought nothing for <paramref name="publisherTimeout"/>: it is
/// gone without having said so.</item>
/// </list>
/// A channel is silent by its upstream's word only.
/// </summary>
sealed class Silence(TimeProvider time, TimeSpan maxWait, TimeSpan publisherTimeout)
{
    readonly long _maxWait = Ticks(time, maxWait);
    readonly long _publisherTimeout = Ticks(time, publisherTimeout);
    long _woke = time.GetTimestamp();

    /// <summary>Something came after everything had been quiet.</summary>
    public void Wake() => _woke = time.GetTimestamp();

    public void Hear(InputQueue queue)
    {
        var now = time.GetTimestamp();
        queue.Heard = now;
        queue.Reading.Behind ??= now;
    }

    /// <summary>The input has been read up to its end, now.</summary>
    public void End(InputReading reading)
    {
        var now = time.GetTimestamp();
        // Reading that is soon at the end again keeps up; after a backlog the waiting starts anew.
        if (reading.CaughtUp is null || now - reading.Behind > _maxWait)
            reading.CaughtUp = now;
        reading.Behind = null;
        reading.Ended = now;
    }

    public bool IsSilent(InputQueue queue) => Due(queue) is { } due && queue.Reading.Ended >= due;

    /// <summary>Time until the input's wait has run out; null: it has, or nothing is to be had by waiting.</summary>
    public TimeSpan? Left(InputQueue queue)
    {
        var now = time.GetTimestamp();
        return Due(queue) is { } due && due > now ? time.GetElapsedTime(now, due) : null;
    }

    /// <summary>The wait has run out; whether the input has been at its end since is not known.</summary>
    public bool AsksForEnd(InputQueue queue) => Due(queue) is { } due && due <= time.GetTimestamp() && queue.Reading.Ended < due;

    /// <summary>From when on an input that is at its end is silent; null: not by waiting.</summary>
    long? Due(InputQueue queue)
    {
        if (queue.Reading.Paused || queue.Reading.CaughtUp is not { } caughtUp)
            return null;
        if (queue.Order.Idle && queue.Heard >= _woke)
            return queue.Heard;
        if (queue.IsChannel && !queue.Order.Idle)
            return null;
        var since = Math.Max(Math.Max(_woke, caughtUp), queue.Heard ?? long.MinValue);
        return since + (queue.Order.Watermarked && !queue.Order.Idle ? _publisherTimeout : _maxWait);
    }

    static long Ticks(TimeProvider time, TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
