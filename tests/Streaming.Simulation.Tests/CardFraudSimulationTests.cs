using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Streaming.Events.Time;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Topology.Tests;

namespace Streaming.Simulation.Tests;

/// <summary>The simulated cards behave as the handbook's: rates, amounts, frauds.</summary>
public sealed class CardFraudSimulationTests
{
    static readonly TopologyModel Topology = TopologyLoader.Load(RepositoryFiles.Topology("card-fraud"));

    static Simulator Simulator(ulong? seed = null)
    {
        var model = SimulatorLoader.Load(Topology);
        return new Simulator(Topology, model with { Seed = seed ?? model.Seed });
    }

    [Fact]
    public void The_first_bytes_of_seed_1_never_change()
    {
        var simulator = Simulator();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 20_000; i++)
        {
            var record = simulator.Next();
            hash.AppendData(record.Key.Span);
            hash.AppendData(record.Value.Span);
        }

        Convert.ToHexStringLower(hash.GetCurrentHash()).ShouldBe("e34c462972d6efb4756b815a8894cba4c8f017fa89a4ecbbb72dcf24e3f40701");
    }

    [Fact]
    public void Another_seed_gives_other_events() =>
        Encoding.UTF8.GetString(Simulator(1).Next().Value.Span).ShouldNotBe(Encoding.UTF8.GetString(Simulator(2).Next().Value.Span));

    [Fact]
    public void Time_never_decreases_and_labels_follow_seven_days_later()
    {
        var simulator = Simulator();
        var truths = new Dictionary<string, (Timestamp Time, bool Truth)>(StringComparer.Ordinal);
        var last = Timestamp.Beginning;
        var labels = 0;
        while (labels < 5_000)
        {
            var record = simulator.Next();
            (record.Time >= last).ShouldBeTrue();
            last = record.Time;
            var id = Read(record, Topology.Source.Id);
            if (record.Content == RowContent.Events)
            {
                truths.Add(id, (record.Time, record.Truth));
                continue;
            }

            labels++;
            truths[id].ShouldBe((record.Time - TimeSpan.FromDays(7), record.Truth));
            Read(record, "TX_FRAUD").ShouldBe(record.Truth ? "true" : "false");
            Encoding.UTF8.GetString(record.Key.Span).ShouldBe(id);
        }
    }

    [Fact]
    public void Labels_have_the_declared_fields()
    {
        var simulator = Simulator();
        var record = simulator.Next();
        while (record.Content == RowContent.Events)
            record = simulator.Next();

        using var json = JsonDocument.Parse(record.Value);
        json.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(Topology.Labels!.Fields.Select(f => f.Name));
    }

    [Fact]
    public void Rates_amounts_and_frauds_are_like_the_handbooks()
    {
        var simulator = Simulator();
        var (events, frauds, sum, read) = (0, 0, 0.0, 0);
        var end = 0L;
        while (events < 200_000)
        {
            var record = simulator.Next();
            if (record.Content != RowContent.Events)
                continue;
            events++;
            if (record.Truth)
                frauds++;
            end = record.Time.Micros;
            if (events % 20 != 0)
                continue;
            read++;
            using var json = JsonDocument.Parse(record.Value);
            json.RootElement.GetProperty("TX_DATETIME")
                .GetDateTimeOffset()
                .ToUnixTimeMilliseconds()
                .ShouldBe(record.Time.ToUnixMilliseconds());
            json.RootElement.GetProperty("CUSTOMER_ID").GetString().ShouldBe(Encoding.UTF8.GetString(record.Key.Span));
            sum += json.RootElement.GetProperty("TX_AMOUNT").GetDouble();
        }

        var days = (DateTime.UnixEpoch.AddMicroseconds(end) - new DateTime(2018, 4, 1, 0, 0, 0, DateTimeKind.Utc)).TotalDays;
        (events / days).ShouldBeInRange(9_000, 10_500);
        (sum / read).ShouldBeInRange(50, 60);
        (frauds / (double)events).ShouldBeInRange(0.003, 0.012);
    }

    static string Read(SimulatedRecord record, string field)
    {
        using var json = JsonDocument.Parse(record.Value);
        var value = json.RootElement.GetProperty(field);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }
}
