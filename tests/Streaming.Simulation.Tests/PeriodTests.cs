using System.Text.Json;
using Streaming.Events.Time;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Streaming.Topology.Tests;

namespace Streaming.Simulation.Tests;

/// <summary>A scenario may begin late, and be over for good.</summary>
public sealed class PeriodTests
{
    static readonly DateTimeOffset Change = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Fails where a scenario touches an event outside its period, or none within it.</summary>
    [Fact]
    public void What_makes_a_fraud_changes_on_the_day_that_the_file_names()
    {
        var topology = TopologyLoader.Load(RepositoryFiles.Topology("changing-fraud"));
        var simulator = new Simulator(topology, SimulatorLoader.Load(topology));
        var (before, after) = (new Frauds(), new Frauds());
        while (true)
        {
            var record = simulator.Next();
            if (record.Time >= Timestamp.From(Change.AddDays(30)))
                break;
            if (record.Content == RowContent.Events)
                (record.Time < Timestamp.From(Change) ? before : after).Add(record);
        }

        before.Share.ShouldBeInRange(0.02, 0.08);
        after.Share.ShouldBeInRange(0.02, 0.08);
        // Five times the amount at first, twelve times the distance afterwards.
        before.Level("amount").ShouldBeInRange(4, 6);
        before.Level("distance_km").ShouldBeInRange(0.8, 1.25);
        after.Level("amount").ShouldBeInRange(0.8, 1.25);
        after.Level("distance_km").ShouldBeInRange(10, 14);
    }

    sealed class Frauds
    {
        readonly Dictionary<string, (double Frauds, double Others)> _sums = new(StringComparer.Ordinal);
        int _frauds;
        int _all;

        internal double Share => (double)_frauds / _all;

        internal void Add(SimulatedRecord record)
        {
            using var json = JsonDocument.Parse(record.Value);
            _all++;
            _frauds += record.Truth ? 1 : 0;
            foreach (var name in new[] { "amount", "distance_km" })
            {
                var (frauds, others) = _sums.GetValueOrDefault(name);
                var value = json.RootElement.GetProperty(name).GetDouble();
                _sums[name] = record.Truth ? (frauds + value, others) : (frauds, others + value);
            }
        }

        /// <summary>The mean of frauds against that of the others.</summary>
        internal double Level(string name) => _sums[name].Frauds / _frauds / (_sums[name].Others / (_all - _frauds));
    }
}
