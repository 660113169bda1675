using Streaming.Events.Time;
using Streaming.Publishing;
using Streaming.Simulation;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDriftDemo;

/// <summary>A simulator's records up to a time; read again with a later one, it goes on where it was.</summary>
sealed class SimulatedDays(Simulator simulator) : IRecordSource
{
    readonly OutgoingRecord _next = new();
    bool _waits;

    /// <summary>It ends before this time.</summary>
    public Timestamp Until { get; set; } = Timestamp.Beginning;

    public double? Fraction => null;

    public bool CarriesLabels => true;

    public bool Read(OutgoingRecord record)
    {
        if (!_waits)
        {
            var next = simulator.Next();
            _next.Set(next.Content, next.Key.Span, next.Value.Span, next.Time);
            _waits = true;
        }

        if (_next.Time >= Until)
            return false;
        record.CopyFrom(_next);
        _waits = false;
        return true;
    }
}
