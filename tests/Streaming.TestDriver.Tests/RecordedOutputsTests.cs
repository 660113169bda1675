using System.Text;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Format;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;
using static Streaming.TestDriver.Tests.Pipelines;

namespace Streaming.TestDriver.Tests;

/// <summary>What recovery emits from lineage is what the live path emitted, byte for byte.</summary>
public sealed class RecordedOutputsTests
{
    [Fact]
    public void Outputs_made_from_stored_lineage_are_those_that_were_emitted()
    {
        var plan = PlanCompiler.Compile(TwoStages);
        var layout = new TopicLayout(plan, plan.Stages.ToDictionary(s => s.Name, _ => 2, StringComparer.Ordinal));
        var seen = new Steps();
        using var models = new ModelSlot();
        var driver = new StageNetwork(plan, 2, models, new DriverClock(Start.AddHours(1)), seen);
        driver.Accept(Raw("orders", 0, Order(1, 0, "anna", "west", 70), "{", Order(2, 3, "anna", "east", 70.25)));
        driver.Accept(Raw("orders", 1, Order(3, 1, "bert", "west", 1e9), Order(4, 2, "bert", "süd \"1\"", 0)));
        driver.Accept(
            Raw("complaints", 0, """{"id":"1","at":"2026-03-02T12:00:00Z","known":"2026-03-02T12:00:05Z","shop":"west","bad":true}""")
        );
        driver.Accept(Raw("complaints", 1));

        seen.All.Select(s => s.Stage.Final).Distinct().Count().ShouldBe(2, "both stages emitted");
        seen.All.SelectMany(s => s.Step.Outputs)
            .Select(o => o.Topic)
            .Distinct()
            .Count()
            .ShouldBeGreaterThan(3, "predictions, quarantine and channels");
        foreach (var (stage, step) in seen.All)
        {
            var stored = StoredEvent.Open(step.Lineage.Stream, step.Lineage.Version, step.Lineage.Stored);
            var again = new OutputProjection(plan, stage, layout).Project(OutputSource.Of(stored));
            again.Select(Bytes).ShouldBe(step.Outputs.Select(Bytes), $"{step.Lineage.Stream} version {step.Lineage.Version}");
        }
    }

    /// <summary>Records, and behind them that their publisher stops for now.</summary>
    static RawBatch Raw(string topic, int partition, params string[] records)
    {
        var builder = new RawBatchBuilder(topic, partition);
        foreach (var (offset, record) in records.Index())
            builder.Append(offset, new Timestamp(0), [], hasKey: false, Encoding.UTF8.GetBytes(record), hasValue: true);
        builder.AppendWatermark(records.Length, Watermark.Idle);
        return builder.Build(new Timestamp((Start.AddHours(1) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond));
    }

    static string Bytes(OutputRecord record) =>
        string.Join(
            ' ',
            [
                record.Topic,
                $"{record.Partition}",
                Hex(record.Message.Key),
                Hex(record.Message.Value),
                .. record.Message.Headers.Select(h => $"{h.Key}={Hex(h.GetValueBytes())}"),
            ]
        );

    static string Hex(byte[]? bytes) => bytes is null ? "null" : Convert.ToHexString(bytes);

    sealed class Steps : StageRun
    {
        public List<(StagePlan Stage, StageStep Step)> All { get; } = [];

        public override void Recorded(StageProcessor stage, StageStep step) => All.Add((stage.Parts.Stage, step));
    }
}
