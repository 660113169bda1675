using System.Text;
using System.Text.Json.Nodes;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Inference.Serving;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Stages;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using static Streaming.TestDriver.Tests.Pipelines;

namespace Streaming.TestDriver.Tests;

/// <summary>Decisions that a guard changes, in a pipeline without broker or database. The rule looks at the amount alone.</summary>
public sealed class GuardedRowsTests
{
    const string Guards = "guards: { burst: { limit: { decision: look, most: 3, within: 1m, then: pass, for: 30s } } }";

    [Fact]
    public void What_is_emitted_again_from_lineage_is_what_was_emitted()
    {
        var topology = Topology(Guards);
        var plan = PlanCompiler.Compile(topology);
        var layout = new TopicLayout(plan, plan.Stages.ToDictionary(s => s.Name, _ => 1, StringComparer.Ordinal));
        var changed = 0;
        foreach (var (stage, step) in Run(topology))
        {
            var stored = StoredEvent.Open(step.Lineage.Stream, step.Lineage.Version, step.Lineage.Stored);
            var again = new OutputProjection(plan, stage, layout).Project(OutputSource.Of(stored));
            again.Select(Value).ShouldBe(step.Outputs.Select(Value));
            changed += again.Count(o => JsonNode.Parse(Value(o))!["guard"] is not null);
        }

        // Of a look every two seconds three go out; then it is tripped to the end, for there are ever more than three a minute.
        changed.ShouldBe(97);
    }

    [Fact]
    public void Without_the_key_nothing_is_recorded()
    {
        foreach (var (_, step) in Run(Topology("")))
        {
            var stored = StoredEvent.Open(step.Lineage.Stream, step.Lineage.Version, step.Lineage.Stored);
            stored.Header.Guards.ShouldBeEmpty();
            RecordColumns.CountOutcomes(stored.Table(TableNames.Rows)!).ShouldBe(0);
            step.Outputs.ShouldAllBe(o => !Value(o).Contains("guard", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Examples_in_the_file_run_with_its_guards()
    {
        var result = TopologyTests
            .Run(
                Topology(
                    Guards.Replace("most: 3", "most: 1", StringComparison.Ordinal)
                        + """

                        tests:
                          a second large order passes:
                            now: 2026-03-02T13:00:00Z
                            events:
                              - { id: "1", at: "2026-03-02T12:00:00Z", customer: anna, amount: 60 }
                              - { id: "2", at: "2026-03-02T12:00:01Z", customer: anna, amount: 60 }
                            predictions:
                              - { event_id: "1", decision: look, score: 1 }
                              - { event_id: "2", decision: pass, score: 1 }
                        """
                )
            )
            .ShouldHaveSingleItem();
        result.Failures.ShouldBeEmpty();
    }

    static TopologyModel Topology(string more) =>
        TopologyLoader.Parse(
            $$"""
            topology: orders
            version: 1
            source:
              topic: orders
              key: customer
              id: id
              time: at
              fields: { id: string, at: timestamp, customer: string, shop: { type: string, optional: true }, amount: double }
            features: { amount: amount }
            score: { rule: "if(amount > 50, 1, 0)", decide: { look: score >= 0.5, pass: otherwise } }
            {{more}}
            """
        );

    /// <summary>200 orders, one a second; half of them are of 60, the others of 10.</summary>
    static List<(StagePlan Stage, StageStep Step)> Run(TopologyModel topology)
    {
        using var models = new ModelSlot();
        var seen = new Steps();
        var network = new StageNetwork(PlanCompiler.Compile(topology), 1, models, new DriverClock(Start.AddHours(1)), seen);
        var builder = new RawBatchBuilder("orders", 0);
        for (var i = 0; i < 200; i++)
        {
            var order = Encoding.UTF8.GetBytes(Order(i, i, $"c{i}", "west", i % 2 == 0 ? 60 : 10));
            builder.Append(i, new Timestamp(0), Encoding.UTF8.GetBytes($"c{i}"), hasKey: true, order, hasValue: true);
        }

        builder.AppendWatermark(200, Watermark.Idle);
        network.Accept(builder.Build(Timestamp.From(Start.AddHours(1))));
        network.End();
        return [.. seen.All.Where(s => s.Step.Recorded.Rows is not null)];
    }

    static string Value(OutputRecord record) => Encoding.UTF8.GetString(record.Message.Value!);

    sealed class Steps : StageRun
    {
        public List<(StagePlan Stage, StageStep Step)> All { get; } = [];

        public override void Recorded(StageProcessor stage, StageStep step) => All.Add((stage.Parts.Stage, step));
    }
}
