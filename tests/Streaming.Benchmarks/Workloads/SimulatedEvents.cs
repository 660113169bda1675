using Streaming.Publishing;
using Streaming.Simulation;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Workloads;

/// <summary>Events and labels of the topology's simulator, up to a number of events.</summary>
sealed class SimulatedEvents(TopologyModel topology, int rows) : IRecordSource
{
    readonly Simulator _simulator = new(topology, SimulatorLoader.Load(topology));

    public double? Fraction => (double)_simulator.Events / rows;

    public bool CarriesLabels => topology.Labels is not null;

    public bool Read(OutgoingRecord record)
    {
        if (_simulator.Events >= rows)
            return false;
        var next = _simulator.Next();
        record.Set(next.Content, next.Key.Span, next.Value.Span, next.Time);
        return true;
    }
}
