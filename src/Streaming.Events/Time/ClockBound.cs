using Streaming.Topology.Model;

namespace Streaming.Events.Time;

/// <summary>How far ahead of its arrival anything may lie and still move a clock: as far as an event may be, or else as far as one record
/// is believed.</summary>
public static class ClockBound
{
    /// <summary>The latest event time that is believed.</summary>
    /// <param name="arrival">When it arrived.</param>
    /// <param name="futureSkew">How far ahead events may be; null: unbounded.</param>
    /// <param name="drift">How far ahead one record is believed.</param>
    public static Timestamp Latest(Timestamp arrival, TimeSpan? futureSkew, TimeSpan drift) => arrival.Later(futureSkew ?? drift);

    /// <summary>Event time beyond which nothing that arrives at a moment moves a clock of this topology.</summary>
    public static Timestamp LatestAt(this TopologyModel topology, DateTimeOffset arrival) =>
        Latest(Timestamp.From(arrival), topology.Validation.FutureSkew, topology.Order.Drift);
}
