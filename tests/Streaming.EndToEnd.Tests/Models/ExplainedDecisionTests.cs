using System.Text.Json.Nodes;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Explanations.Trees;
using Streaming.Inference.Models;
using Streaming.Learning.Training;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Explaining;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>
/// Explanations on record, through what a pipeline goes through: the rule first, then a model, a restart, another model. Predictions have
/// the reasons, lineage the contributions, and a replay finds the same bits.
/// </summary>
public sealed class ExplainedDecisionTests(TestServices services)
{
    const int Partitions = 3;
    const int ModelSwapped = 1402;
    const string Model = "explained";

    [Fact]
    public async Task Every_decision_of_a_model_is_explained_and_replays_the_same_across_versions_and_a_restart()
    {
        var events = Sample.Events(3600, seed: 32);
        var plan = Sample.Plan("explained", score: [$"model: {Model}"], more: ["explain: every"]);
        var postgres = await services.NewDatabaseAsync();
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        await using var store = new LineageStore(postgres);
        using var log = new LogWatch();
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 128);
        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings, registry, log))
        {
            publication.To(2000);
            await pipeline.CommittedAsync(publication.Settled);
            await PromoteAsync(trees: 5);
            publication.To(2800);
            await pipeline.CommittedAsync(publication.Settled);
            await pipeline.StopAsync();
        }

        var before = TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Predictions).Count;
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings, registry, log))
        {
            await PromoteAsync(trees: 9);
            publication.To(events.Count);
            publication.End();
            await pipeline.CommittedAsync(events.Count - before);
            await pipeline.StopAsync();
        }

        var explained = await CheckLineageAsync(store, registry, plan);
        CheckPredictions(plan, explained);
        foreach (var parallelism in (int[])[1, 4])
        {
            var report = await new LineageReplayer(plan, store, registry).RunAsync(new ReplayOptions { Parallelism = parallelism });
            report.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));
        }

        async Task PromoteAsync(int trees)
        {
            var options = new TopologyTrainingOptions
            {
                Trainer = new TrainerOptions { Trees = trees, Leaves = 7 },
            };
            var outcome = await new TopologyTrainer(store, registry).TrainAsync(plan, options);
            await registry.PromoteAsync(Model, outcome.Model.Version);
            await log.SeenAsync(ModelSwapped, outcome.Model.Hash);
        }
    }

    /// <summary>Base and contributions of each row add up to the margin that the trees of its version give it.</summary>
    /// <returns>The explained records' lineage ids, with their codes.</returns>
    static async Task<Dictionary<string, string>> CheckLineageAsync(LineageStore store, ModelRegistry registry, PipelinePlan plan)
    {
        string[] features = [.. plan.Topology.Features.Select(f => f.Name)];
        var explained = new Dictionary<string, string>(StringComparer.Ordinal);
        var versions = new HashSet<int>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var stream = new StreamKey(plan.Topology.Name, plan.Final.Name, partition);
            await foreach (var batch in store.ReadAsync(stream, 1, long.MaxValue))
            {
                if (batch.Table(TableNames.Rows) is not { } rows)
                    continue;
                if (batch.Header.Model is not { } by)
                {
                    rows.Schema.FieldsList.Select(f => f.Name).ShouldNotContain(RecordColumns.ExplainBase);
                    continue;
                }

                versions.Add(by.Version);
                var version = new ModelVersion(by.Name, by.Version, by.Hash);
                var content = await registry.LoadAsync(version, CancellationToken.None);
                var trees = VersionTrees.Of(content, covers: null, features).Ensemble;
                var bases = Columns.Float(rows, RecordColumns.ExplainBase).ToArray();
                var shares = features.Select(f => Columns.Float(rows, RecordColumns.ContributionOf(f)).ToArray()).ToList();
                var values = features.Select(f => Columns.Float(rows, f).ToArray()).ToList();
                for (var row = 0; row < rows.Length; row++)
                {
                    var margin = trees.Margin([.. values.Select(v => v[row])]);
                    (bases[row] + shares.Sum(s => (double)s[row])).ShouldBe(margin, 1e-5);
                    explained.Add(new LineageId(stream, batch.Version, row).ToString(), Columns.Text(rows, RecordColumns.Reasons, row)!);
                }
            }
        }

        versions.Order().ShouldBe([1, 2]);
        explained.Count.ShouldBeGreaterThan(1000);
        return explained;
    }

    void CheckPredictions(PipelinePlan plan, Dictionary<string, string> explained)
    {
        foreach (var prediction in TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Predictions))
        {
            var json = JsonNode.Parse(prediction.Value)!;
            var codes = json["reasons"]?.AsArray().Select(r => (string)r!["code"]!).ToList();
            var recorded = explained.GetValueOrDefault((string)json["lineage_id"]!);
            (codes is null).ShouldBe(recorded is null);
            if (codes is not null)
                codes.ShouldBe(JsonNode.Parse(recorded!)!.AsArray().Select(c => (string)c!));
        }
    }
}
