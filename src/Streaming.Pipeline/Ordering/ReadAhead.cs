using Streaming.Events.Time;

namespace Streaming.Pipeline.Ordering;

/// <summary>
/// Says which inputs to stop reading for a while. The hysteresis is wide because stopping is dear: the Kafka client throws
/// away what it has prefetched. An input everybody waits for is never stopped, or the merge would wait for ever.
/// </summary>
sealed class ReadAhead(long drift)
{
    /// <summary>An input with less than this in memory may run as far ahead in event time as it likes.</summary>
    public const long LowBytes = 1 << 20;

    /// <summary>No input is read on with more than this in memory.</summary>
    public const long HighBytes = 16 << 20;

    /// <summary>Decides for one input and remembers it in <see cref="InputReading.Paused"/>.</summary>
    /// <param name="input">The input.</param>
    /// <param name="reached">Event time that it has reached: the slowest of its publishers that are waited for.</param>
    /// <param name="slowest">Event time that the slowest input has reached.</param>
    /// <param name="stuck">Nothing can be released until an input brings more.</param>
    public bool Judge(MergedInput input, Timestamp reached, Timestamp slowest, bool stuck)
    {
        var bytes = input.Bytes;
        var needed = stuck && reached <= slowest;
        var ahead = slowest != Timestamp.Beginning && reached.MicrosSince(slowest) > drift;
        input.Reading.Paused =
            !needed && (input.Reading.Paused ? bytes > LowBytes / 2 : bytes >= HighBytes || (ahead && bytes >= LowBytes));
        return input.Reading.Paused;
    }
}
