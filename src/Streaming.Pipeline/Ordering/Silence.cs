namespace Streaming.Pipeline.Ordering;

/// <summary>
/// Which inputs hold nobody back although nothing is known of what they will bring.
/// <list type="bullet">
/// <item>An idle input, by its publisher's word. But when everything had been quiet and something comes, inputs that were
/// idle are given <paramref name="maxWait"/> to speak up: their publishers may have started at the same moment.</item>
/// <item>An input without watermarks that has brought and given nothing for <paramref name="maxWait"/>.</item>
/// </list>
/// </summary>
internal sealed class Silence(TimeProvider time, TimeSpan maxWait)
{
    private long _woke = time.GetTimestamp();

    /// <summary>Something came after everything had been quiet.</summary>
    public void Wake() => _woke = time.GetTimestamp();

    public void Hear(InputQueue queue) => queue.Heard = time.GetTimestamp();

    public void Take(InputQueue queue) => queue.Taken = time.GetTimestamp();

    public bool IsSilent(InputQueue queue) => Left(queue) <= TimeSpan.Zero;

    /// <summary>Time until the input counts as silent; null: not by waiting.</summary>
    public TimeSpan? Left(InputQueue queue)
    {
        if (queue.Paused)
            return null;
        if (queue.Order.Idle)
            return queue.Heard >= _woke ? TimeSpan.Zero : maxWait - time.GetElapsedTime(_woke);
        if (queue.Order.Watermarked)
            return null;
        var since = Math.Max(_woke, Math.Max(queue.Heard ?? _woke, queue.Taken ?? _woke));
        return maxWait - time.GetElapsedTime(since);
    }
}
