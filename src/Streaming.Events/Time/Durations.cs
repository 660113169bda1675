namespace Streaming.Events.Time;

/// <summary>Lengths of time in the unit that times have.</summary>
public static class Durations
{
    /// <summary>Whole microseconds.</summary>
    public static long Micros(this TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
