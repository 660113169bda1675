namespace Streaming.Topology.Model;

/// <summary>How far ahead of its arrival anything may lie and still move a clock: as far as an event may be, or else as far as one record
/// is believed.</summary>
public static class ClockBound
{
    /// <summary>The latest event time that is believed, microseconds.</summary>
    /// <param name="arrival">When it arrived, microseconds.</param>
    /// <param name="futureSkew">How far ahead events may be; null: unbounded.</param>
    /// <param name="drift">How far ahead one record is believed.</param>
    public static long Latest(long arrival, TimeSpan? futureSkew, TimeSpan drift)
    {
        var ahead = (futureSkew ?? drift).Ticks / TimeSpan.TicksPerMicrosecond;
        return arrival > long.MaxValue - ahead ? long.MaxValue : arrival + ahead;
    }
}
