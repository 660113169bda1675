using System.Text.Json;
using Streaming.Events.Time;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Streaming.Topology.Tests;

namespace Streaming.Simulation.Tests;

public sealed class MachineSimulationTests
{
    [Fact]
    public void Each_machine_reports_every_five_minutes_and_anomalies_stand_out()
    {
        var topology = TopologyLoader.Load(RepositoryFiles.Topology("machine-temperature"));
        var simulator = new Simulator(topology, SimulatorLoader.Load(topology));
        var last = new Dictionary<string, Timestamp>(StringComparer.Ordinal);
        var values = new Dictionary<bool, List<double>> { [false] = [], [true] = [] };
        for (var i = 0; i < 60_000; i++)
        {
            var record = simulator.Next();
            if (record.Content != RowContent.Events)
                continue;
            using var json = JsonDocument.Parse(record.Value);
            var machine = json.RootElement.GetProperty("machine_id").GetString()!;
            if (last.TryGetValue(machine, out var before))
                (record.Time - before).ShouldBe(TimeSpan.FromMinutes(5));
            last[machine] = record.Time;
            values[record.Truth].Add(json.RootElement.GetProperty("value").GetDouble());
        }

        last.Count.ShouldBe(50);
        values[true].Count.ShouldBeGreaterThan(100);
        Spread(values[true]).ShouldBeGreaterThan(2 * Spread(values[false]));
    }

    static double Spread(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
