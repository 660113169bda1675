using Streaming.Events.Time;

namespace Streaming.Pipeline.Consuming;

/// <summary>
/// Tells when every event of a topic lies in January 1970: seconds since 1970 were read as milliseconds, and nothing else would say so,
/// since such events are in order, in every window and never late. Decided by the first events of a topic, once.
/// </summary>
/// <param name="suspected">Called once, from the thread of whichever partition's events came first.</param>
sealed class EpochWatch(Action suspected)
{
    /// <summary>What today's times are when they are taken for milliseconds: seconds reach the month's end in 2054.</summary>
    static readonly Timestamp MonthEnd = Timestamp.Epoch + TimeSpan.FromDays(31);

    int _decided;

    /// <param name="times">Event times of accepted rows.</param>
    public void Look(ReadOnlySpan<Timestamp> times)
    {
        if (Volatile.Read(ref _decided) != 0 || times.IsEmpty)
            return;
        var all = true;
        foreach (var time in times)
            all &= time > Timestamp.Epoch && time < MonthEnd;
        if (Interlocked.Exchange(ref _decided, 1) == 0 && all)
            suspected();
    }
}
