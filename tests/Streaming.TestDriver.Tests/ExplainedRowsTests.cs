using System.Text;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Explanations.Onnx;
using Streaming.Explanations.Trees;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Learning.Onnx;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Explaining;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Scoring;
using Streaming.Pipeline.Stages;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using static Streaming.TestDriver.Tests.Pipelines;

namespace Streaming.TestDriver.Tests;

/// <summary>Decisions that are recorded with their explanations. Models look at the amount alone, in one split.</summary>
public sealed class ExplainedRowsTests
{
    const int Orders = 200;

    [Theory]
    [InlineData("every", Orders)]
    [InlineData("decision in (look)", Orders / 2)]
    [InlineData("score near threshold by 0.39", 0)]
    [InlineData("score near threshold by 0.41", Orders)]
    [InlineData("score near 0.1 by 0.01", Orders / 2)]
    [InlineData("decision in (look) or score near 0.1", Orders)]
    public void Those_rows_are_explained_that_the_topology_wants_explained(string when, int count)
    {
        var rows = Rows(Run(Topology(when), Lineup(Model(1, 50))));
        var explained = rows.Select(IsExplained).ToList();
        explained.Count(e => e).ShouldBe(count);
        foreach (var (row, is_explained) in rows.Zip(explained))
        {
            row.Prediction.ContainsKey("reasons").ShouldBe(is_explained);
            if (!is_explained)
                continue;
            var (at, amount) = (row.Float(RecordColumns.ExplainBase)!.Value, row.Float(RecordColumns.ContributionOf("amount"))!.Value);
            var score = row.Float(TableNames.Score)!.Value;
            (1 / (1 + Math.Exp(-(at + amount)))).ShouldBe(score, 1e-6);
            row.Float(RecordColumns.ContributionOf("spent")).ShouldBe(0);
        }
    }

    [Fact]
    public void A_sample_is_the_same_ids_every_time_and_about_as_many_as_was_said()
    {
        var ids = Rows(Run(Topology("sample 50%"), Lineup(Model(1, 50)))).Where(IsExplained).Select(r => r.Id).ToList();
        // 200 ids, each with an even chance: eight standard deviations to either side.
        ids.Count.ShouldBeInRange(44, 156);
        Rows(Run(Topology("sample 50%"), Lineup(Model(2, 20)))).Where(IsExplained).Select(r => r.Id).ShouldBe(ids);
        ids.ShouldBeSubsetOf(Rows(Run(Topology("sample 60%"), Lineup(Model(1, 50)))).Where(IsExplained).Select(r => r.Id));
    }

    [Fact]
    public void Predictions_give_reasons_in_order_with_their_sign_and_in_the_words_of_a_language()
    {
        var reasons = Rows(Run(Topology("every", "language: de,"), Lineup(Model(1, 50))))
            .ToLookup(r => (string)r.Prediction["decision"]!, r => r.Prediction["reasons"]!.ToJsonString());
        // Half of the training rows were on either side: ±ln 9.
        reasons["look"].Distinct().ShouldBe(["""[{"code":"high","by":2.1972,"says":"viel \u0022Geld\u0022"}]"""]);
        reasons["pass"].Distinct().ShouldBe(["[]"], "nothing is said of what lowered the score");
    }

    [Fact]
    public void Each_row_is_explained_by_the_model_that_decided_it()
    {
        var rows = Rows(Run(Topology("every"), Lineup(Model(1, 50), new Challenger(Model(2, 20, below: 9, above: 1), 0.5))));
        rows.Select(r => ((int)r.Prediction["model"]!["version"]!, Math.Round(r.Float(RecordColumns.ExplainBase)!.Value, 4)))
            .Distinct()
            .Order()
            .ShouldBe([(1, 0), (2, Math.Round(-0.8 * Math.Log(9), 4))]);
        // One that nothing can explain leaves its own rows without.
        rows = Rows(Run(Topology("every"), Lineup(Model(1, 50), new Challenger(Model(2, 20, explained: false), 0.5))));
        rows.ShouldAllBe(r => IsExplained(r) == ((int)r.Prediction["model"]!["version"]! == 1));
    }

    [Fact]
    public void Without_the_key_nothing_is_recorded_and_not_a_byte_is_other()
    {
        var plain = Run(Topology(when: null), Lineup(Model(1, 50)));
        foreach (var row in Rows(plain))
        {
            row.Columns.ShouldNotContain(c => c.StartsWith("_explain", StringComparison.Ordinal));
            row.Prediction.ContainsKey("reasons").ShouldBeFalse();
        }

        Rows(Run(Topology("every"), Lineup(Model(1, 50, explained: false)))).Select(IsExplained).ShouldAllBe(e => !e);
    }

    [Theory]
    [InlineData("every")]
    [InlineData("sample 30% or decision in (look)")]
    public void Emitted_again_and_computed_again_it_is_the_same(string when)
    {
        var topology = Topology(when);
        var plan = PlanCompiler.Compile(topology);
        var models = new[] { Model(1, 50), Model(2, 20) };
        foreach (var (stage, step) in Run(topology, Lineup(Model(1, 50), new Challenger(Model(2, 20), 0.5))))
        {
            var stored = StoredEvent.Open(step.Lineage.Stream, step.Lineage.Version, step.Lineage.Stored);
            var again = new OutputProjection(plan, stage, Layout(plan)).Project(OutputSource.Of(stored));
            again.Select(Value).ShouldBe(step.Outputs.Select(Value));

            var rows = stored.Table(TableNames.Rows)!;
            var outcomes = RecordColumns.CountOutcomes(rows) + 2;
            var given = new RecordBatch(
                new Schema(rows.Schema.FieldsList.SkipLast(outcomes), metadata: null),
                rows.Arrays.SkipLast(outcomes),
                rows.Length
            );
            var decidedBy = Columns.UInt8(rows, RecordColumns.DecidedBy).ToArray();
            var computed = new Scorer(topology, new ModelSlot(), "test").ScoreAgain(given, models, decidedBy);
            computed.Schema.FieldsList.Select(f => f.Name).ShouldBe(rows.Schema.FieldsList.Select(f => f.Name));
            for (var row = 0; row < rows.Length; row++)
                new Row(computed, row, "").Values().ShouldBe(new Row(rows, row, "").Values());
        }
    }

    static bool IsExplained(Row row) => row.Float(RecordColumns.ExplainBase) is not null;

    static TopologyModel Topology(string? when, string more = "") =>
        TopologyLoader.Parse(
            $$"""
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
            score: { model: trees, decide: { look: score >= 0.5, pass: otherwise } }
            {{(
                when is null
                    ? ""
                    : $"explain: {{ when: \"{when}\", {more} reasons: {{ high: {{ features: [amount], raises: {{ en: much money, de: 'viel \"Geld\"' }} }} }} }}"
            )}}
            output: { predictions: orders.predictions, quarantine: orders.quarantine }
            lineage: { keep: 30d }

            """
        );

    static ServedLineup Lineup(ServedModel champion, params Challenger[] others) => new(champion, others);

    /// <summary>Says 0.1 up to an amount and 0.9 above, after so many training rows on either side.</summary>
    static ServedModel Model(int version, float amount, int below = 5, int above = 5, bool explained = true)
    {
        string[] features = ["spent", "amount"];
        var tree = new Learning.Trees.DecisionTree([1], [amount], [true], [~0], [~1], [-Math.Log(9), Math.Log(9)]);
        var content = ModelContent.FromBytes(TreeEnsembleOnnxWriter.Write(new Learning.Trees.TreeEnsemble(features, [tree], 1, 0)));
        var covers = TreeCovers.ToBytes([new TreeCovers([below + above], [below, above])]);
        return new ServedModel(
            new ModelVersion("trees", version, content.Hash),
            OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance),
            explained ? new ScoreExplainer(VersionTrees.Of(content, covers, features), features) : null
        );
    }

    /// <summary>Half of the orders are of 60, the others of 10; each has a customer of its own.</summary>
    static List<(StagePlan Stage, StageStep Step)> Run(TopologyModel topology, ServedLineup lineup)
    {
        using var models = new ModelSlot();
        models.Swap(lineup);
        var seen = new Steps();
        var network = new StageNetwork(PlanCompiler.Compile(topology), 1, models, new DriverClock(Start.AddHours(1)), seen);
        var builder = new RawBatchBuilder("orders", 0);
        for (var i = 0; i < Orders; i++)
        {
            var order = Encoding.UTF8.GetBytes(Order(i, i, $"c{i}", "west", i % 2 == 0 ? 60 : 10));
            builder.Append(i, new Timestamp(0), Encoding.UTF8.GetBytes($"c{i}"), hasKey: true, order, hasValue: true);
        }

        builder.AppendWatermark(Orders, Watermark.Idle);
        network.Accept(builder.Build(Timestamp.From(Start.AddHours(1))));
        network.End();
        return [.. seen.All.Where(s => s.Step.Recorded.Rows is not null)];
    }

    static List<Row> Rows(List<(StagePlan Stage, StageStep Step)> steps) =>
        [
            .. steps.SelectMany(s =>
            {
                var stored = StoredEvent.Open(s.Step.Lineage.Stream, s.Step.Lineage.Version, s.Step.Lineage.Stored);
                var rows = stored.Table(TableNames.Rows)!;
                return Enumerable
                    .Range(0, rows.Length)
                    .Select(row => new Row(rows, row, Encoding.UTF8.GetString(s.Step.Outputs[row].Message.Value!)));
            }),
        ];

    static TopicLayout Layout(PipelinePlan plan) => new(plan, plan.Stages.ToDictionary(s => s.Name, _ => 1, StringComparer.Ordinal));

    static string Value(OutputRecord record) => Encoding.UTF8.GetString(record.Message.Value!);

    sealed record Row(RecordBatch Rows, int Number, string Json)
    {
        public JsonObject Prediction => JsonNode.Parse(Json)!.AsObject();

        public string Id => (string)Prediction["event_id"]!;

        public IEnumerable<string> Columns => Rows.Schema.FieldsList.Select(f => f.Name);

        public float? Float(string column) =>
            Streaming.Events.Rows.Columns.HasFeature(Rows, column)
                ? ((FloatArray)Rows.Column(Streaming.Events.Rows.Columns.FeatureIndexOf(Rows.Schema, column))).GetValue(Number)
                : null;

        /// <summary>What became of it, floats by their bits.</summary>
        public IEnumerable<object?> Values() =>
            Rows
                .Arrays.Select(a => Lineage.Lookup.CellValue.Of(a, Number))
                .Select(v => v is float f ? BitConverter.SingleToInt32Bits(f) : v);
    }

    sealed class Steps : StageRun
    {
        public List<(StagePlan Stage, StageStep Step)> All { get; } = [];

        public override void Recorded(StageProcessor stage, StageStep step) => All.Add((stage.Parts.Stage, step));
    }
}
