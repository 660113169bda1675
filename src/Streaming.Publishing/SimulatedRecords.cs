using Streaming.Simulation;
using Streaming.Topology.Plan;

namespace Streaming.Publishing;

/// <summary>
/// The next so many events of a simulator, with the labels that become known between them. Labels that are not known yet
/// at the last event stay in the simulator, for the next such portion.
/// </summary>
public sealed class SimulatedRecords(Simulator simulator, bool labels, long? events) : IRecordSource
{
    readonly long _start = simulator.Events;

    /// <inheritdoc/>
    public double? Fraction => events is { } all ? (double)(simulator.Events - _start) / all : null;

    /// <inheritdoc/>
    public bool CarriesLabels => labels;

    /// <inheritdoc/>
    public bool Read(OutgoingRecord record)
    {
        if (simulator.Events - _start >= events)
            return false;
        var next = simulator.Next();
        record.Set(next.Content, next.Key.Span, next.Value.Span, next.Time);
        return true;
    }

    /// <summary>Goes on to where so many events have been, for a simulator whose beginning is published already.</summary>
    public static void Skip(Simulator simulator, long events)
    {
        while (simulator.Events < events)
            simulator.Next();
    }
}
