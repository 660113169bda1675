using System.Text;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Inference.Tests;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Scoring;
using Streaming.Pipeline.Stages;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using static Streaming.TestDriver.Tests.Pipelines;

namespace Streaming.TestDriver.Tests;

/// <summary>
/// Several models score one batch: the champion says amount / 100, who is tried beside it amount / 1000 or less, so that a score tells who
/// gave it.
/// </summary>
public sealed class ChallengerTests
{
    const int Champion = 100;
    const int Other = 1000;

    static readonly TopologyModel Orders = TopologyLoader.Parse(
        """
        topology: orders
        version: 1
        source:
          topic: orders
          key: customer
          id: id
          time: at
          fields: { id: string, at: timestamp, customer: string, shop: string, amount: { type: double, min: 0 } }
        features:
          spent: { sum: amount, per: customer, over: 1h }
          amount: amount
        score:
          model: picky
          rule: "0.75"
          decide: { look: score >= 0.5, pass: otherwise }
        output: { predictions: orders.predictions, quarantine: orders.quarantine }
        lineage: { keep: 30d }
        """
    );

    [Fact]
    public void A_shadow_scores_everything_and_decides_nothing()
    {
        using var pipeline = Drive(Picky(1, Champion), new Challenger(Picky(2, Other)));
        var predictions = Publish(pipeline, customers: 20).Predictions();
        predictions.Count.ShouldBe(20);
        predictions.ShouldAllBe(p => p.Score == 0.6f && p.Decision == "look" && Version(p) == 1);
    }

    [Fact]
    public void A_canary_decides_about_its_share_of_the_keys_and_about_the_same_ones_every_time()
    {
        var deciders = Deciders(version: 2, share: 0.25);
        // 400 keys, each with a chance of a quarter: six standard deviations to either side.
        deciders.Values.Count(v => v == 2).ShouldBeInRange(48, 152);
        Deciders(version: 2, share: 0.25).ShouldBe(deciders);
        // Whoever was decided about stays so when the share grows.
        var more = Deciders(version: 2, share: 0.5);
        deciders.Where(d => d.Value == 2).ShouldAllBe(d => more[d.Key] == 2);
        var another = Deciders(version: 3, share: 0.25);
        deciders.Count(d => d.Value == 2 && another[d.Key] == 3).ShouldBeLessThan(60, "another canary has other keys: a quarter of these");
    }

    [Fact]
    public void One_that_fails_is_left_out_and_the_batch_goes_on()
    {
        var shadow = new Challenger(Picky(2, 50));
        var canary = new Challenger(Picky(3, 50), share: 0.5);
        using var pipeline = Drive(Picky(1, Champion), canary, shadow);
        var predictions = Publish(pipeline, customers: 20).Predictions();
        predictions.Count.ShouldBe(20);
        predictions.ShouldAllBe(p => Version(p) == 1);
        pipeline.Quarantined().ShouldBeEmpty();
    }

    [Fact]
    public void Who_decides_and_fails_puts_rows_into_quarantine_whoever_else_passes_them()
    {
        using var pipeline = Drive(Picky(1, Champion), new Challenger(Picky(2, Other), share: 0.5));
        pipeline.Publish(Order(1, 0, "anna", "west", 60), "anna").Publish(Order(2, 1, "anna", "west", 500), "anna").Settle();
        pipeline.Predictions().Single().EventId.ShouldBe("1");
        pipeline.Quarantined().Single().Detail.ShouldStartWith("Model picky/1 fails on this row");
    }

    [Fact]
    public void Beside_the_rule_others_are_tried_too()
    {
        using var pipeline = Drive(null, new Challenger(Picky(2, Other), share: 0.5), new Challenger(Picky(3, Other)));
        var predictions = Publish(pipeline, customers: 100).Predictions();
        predictions.Select(p => (p.Score, p.Decision, Version(p))).Distinct().ShouldBe([(0.75f, "look", 0), (0.06f, "pass", 2)], true);
    }

    [Fact]
    public void Lineage_has_the_score_of_each_and_says_who_decided()
    {
        foreach (var (header, rows) in Recorded().Select(r => (r.Header, r.Rows!)))
        {
            header
                .ScoredBy.Select(m => (m.Role, m.Version))
                .ShouldBe([(ModelRole.Champion, 1), (ModelRole.Canary, 2), (ModelRole.Shadow, 3)]);
            var decidedBy = Columns.UInt8(rows, RecordColumns.DecidedBy).ToArray();
            decidedBy.Distinct().Order().ShouldBe([(byte)0, (byte)1]);
            var amounts = Columns.Float(rows, "amount").ToArray();
            RecordedScores.Of(rows, 0).ShouldBe(amounts.Select(a => a / Champion));
            RecordedScores.Of(rows, 1).ShouldBe(amounts.Select(a => a / Other));
            RecordedScores.Of(rows, 2).ShouldBe(amounts.Select(a => a / 500));
            RecordedScores.WhereItDidNotDecide(rows, 0, decidedBy.IndexOf((byte)0)).ShouldBeNull();
            Columns.Float(rows, TableNames.Score).ToArray().ShouldBe(amounts.Select((a, i) => a / (decidedBy[i] == 0 ? Champion : Other)));
        }
    }

    [Fact]
    public void Outputs_made_from_stored_lineage_name_who_decided_each_record()
    {
        var plan = PlanCompiler.Compile(Orders);
        var layout = Layout(plan);
        var seen = Run(plan);
        foreach (var (stage, step) in seen)
        {
            var stored = StoredEvent.Open(step.Lineage.Stream, step.Lineage.Version, step.Lineage.Stored);
            var again = new OutputProjection(plan, stage, layout).Project(OutputSource.Of(stored));
            again.Select(Text).ShouldBe(step.Outputs.Select(Text));
            var decidedBy = Columns.UInt8(stored.Table(TableNames.Rows)!, RecordColumns.DecidedBy).ToArray();
            again
                .Select(o => Encoding.UTF8.GetString(o.Message.Headers.GetLastBytes("model-version")))
                .ShouldBe(decidedBy.Select(d => $"picky/{d + 1}"));
            again.Select(o => (int)JsonNode.Parse(o.Message.Value)!["model"]!["version"]!).ShouldBe(decidedBy.Select(d => d + 1));
        }
    }

    [Fact]
    public void Scored_again_as_recorded_the_rows_are_the_same()
    {
        var models = new[] { Picky(1, Champion), Picky(2, Other), Picky(3, 500) };
        foreach (var rows in Recorded().Select(r => r.Rows!))
        {
            var outcomes = RecordColumns.CountOutcomes(rows) + 2;
            outcomes.ShouldBe(6, "score, decision, who decided, and a score of each who did not everywhere");
            var given = new RecordBatch(
                new Schema(rows.Schema.FieldsList.SkipLast(outcomes), metadata: null),
                rows.Arrays.SkipLast(outcomes),
                rows.Length
            );
            var again = new Scorer(Orders, new ModelSlot(), "test").ScoreAgain(
                given,
                models,
                Columns.UInt8(rows, RecordColumns.DecidedBy).ToArray()
            );
            again.Schema.FieldsList.Select(f => f.Name).ShouldBe(rows.Schema.FieldsList.Select(f => f.Name));
            for (var place = 0; place < models.Length; place++)
                RecordedScores.Of(again, place).ShouldBe(RecordedScores.Of(rows, place));
            Columns.Float(again, TableNames.Score).ToArray().ShouldBe(Columns.Float(rows, TableNames.Score).ToArray());
        }
    }

    static Dictionary<string, int> Deciders(int version, double share)
    {
        using var pipeline = Drive(Picky(1, Champion), new Challenger(Picky(version, Champion + version), share));
        Publish(pipeline, customers: 400);
        var first = pipeline.Predictions().ToDictionary(p => p.Key, Version);
        Publish(pipeline, customers: 400, second: 60);
        pipeline.Predictions().ToDictionary(p => p.Key, Version).ShouldBe(first);
        return first;
    }

    static IReadOnlyList<LineageBatchView> Recorded() =>
        [
            .. Run(PlanCompiler.Compile(Orders))
                .Select(s => StoredEvent.Open(s.Step.Lineage.Stream, s.Step.Lineage.Version, s.Step.Lineage.Stored))
                .Select(b => new LineageBatchView(b.Header, b.Table(TableNames.Rows))),
        ];

    sealed record LineageBatchView(BatchHeader Header, RecordBatch? Rows);

    /// <summary>One batch of a hundred orders, scored by a champion, a canary and a shadow.</summary>
    static List<(StagePlan Stage, StageStep Step)> Run(PipelinePlan plan)
    {
        using var models = new ModelSlot();
        models.Swap(new ServedLineup(Picky(1, Champion), new Challenger(Picky(2, Other), 0.5), new Challenger(Picky(3, 500))));
        var seen = new Steps();
        var network = new StageNetwork(plan, 1, models, new DriverClock(Start.AddHours(1)), seen);
        var builder = new RawBatchBuilder("orders", 0);
        for (var i = 0; i < 100; i++)
        {
            var order = Encoding.UTF8.GetBytes(Order(i, i, $"c{i}", "west", i % 90));
            builder.Append(i, new Timestamp(0), Encoding.UTF8.GetBytes($"c{i}"), hasKey: true, order, hasValue: true);
        }

        builder.AppendWatermark(100, Watermark.Idle);
        network.Accept(builder.Build(Timestamp.From(Start.AddHours(1))));
        seen.All.Sum(s => s.Step.Recorded.Rows?.Length ?? 0).ShouldBeGreaterThan(90, "all but those that still wait for their time");
        return [.. seen.All.Where(s => s.Step.Recorded.Rows is not null)];
    }

    static TopicLayout Layout(PipelinePlan plan) => new(plan, plan.Stages.ToDictionary(s => s.Name, _ => 1, StringComparer.Ordinal));

    static string Text(OutputRecord record) =>
        string.Join(
            ' ',
            [
                record.Topic,
                Convert.ToHexString(record.Message.Key ?? []),
                Convert.ToHexString(record.Message.Value ?? []),
                .. record.Message.Headers.Select(h => $"{h.Key}={Convert.ToHexString(h.GetValueBytes())}"),
            ]
        );

    static PipelineDriver Publish(PipelineDriver pipeline, int customers, int second = 0)
    {
        for (var i = 0; i < customers; i++)
            pipeline.Publish(Order(second + i, second, $"c{i}", "west", 60), $"c{i}");
        return pipeline.Settle();
    }

    static int Version(DrivenPrediction prediction) => (int?)JsonNode.Parse(prediction.Json)!["model"]!["version"] ?? 0;

    static PipelineDriver Drive(ServedModel? champion, params Challenger[] challengers) =>
        PipelineDriver.For(
            Orders,
            new DriverOptions
            {
                Now = Start.AddHours(1),
                Model = champion,
                Challengers = challengers,
            }
        );

    static ServedModel Picky(int version, int size)
    {
        var content = PickyModel.Of([.. Orders.Features.Select(f => f.Name)], "amount", size);
        return new ServedModel(
            new ModelVersion("picky", version, content.Hash),
            OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance)
        );
    }

    sealed class Steps : StageRun
    {
        public List<(StagePlan Stage, StageStep Step)> All { get; } = [];

        public override void Recorded(StageProcessor stage, StageStep step) => All.Add((stage.Parts.Stage, step));
    }
}
