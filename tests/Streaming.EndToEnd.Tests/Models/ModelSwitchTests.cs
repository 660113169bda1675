using Streaming.EndToEnd.Tests.Harness;
using Streaming.Learning.Training;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>The rule scores until there is a model; the model is trained from what was recorded meanwhile, and takes over between two
/// batches.</summary>
public sealed class ModelSwitchTests(TestServices services)
{
    const int Partitions = 3;
    const int ModelSwapped = 1402;
    const string Model = "switched";

    [Fact]
    public async Task A_model_trained_from_lineage_takes_over_at_a_batch_boundary_and_both_parts_replay_the_same()
    {
        var events = Sample.Events(4000, seed: 31);
        var plan = Sample.Plan("model-switch", score: [$"model: {Model}"]);
        var postgres = await services.NewDatabaseAsync();
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        await using var store = new LineageStore(postgres);
        using var log = new LogWatch();
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 128);
        RegisteredModel first;
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings, registry, log))
        {
            var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
            publication.To(2000);
            await pipeline.CommittedAsync(publication.Settled);
            first = await TrainAsync(store, registry, plan, trees: 5);
            (await registry.PromoteAsync(Model, first.Version)).InUse.ShouldBeTrue();
            publication.To(2600);
            await log.SeenAsync(ModelSwapped, first.Hash);
            publication.To(3200);
            await pipeline.CommittedAsync(publication.Settled);
            var second = await TrainAsync(store, registry, plan, trees: 9);
            await registry.PromoteAsync(Model, second.Version);
            await log.SeenAsync(ModelSwapped, second.Hash);
            publication.To(events.Count);
            publication.End();
            await pipeline.CommittedAsync(events.Count);
            await pipeline.StopAsync();
        }

        CheckOrigin(plan, first);
        await CheckVersionsAsync(store, plan);
        CheckPredictions(plan, events);
        var report = await new LineageReplayer(plan, store, registry).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));
    }

    static async Task<RegisteredModel> TrainAsync(LineageStore store, ModelRegistry registry, PipelinePlan plan, int trees)
    {
        var options = new TopologyTrainingOptions
        {
            Trainer = new TrainerOptions { Trees = trees, Leaves = 7 },
        };
        var outcome = await new TopologyTrainer(store, registry).TrainAsync(plan, options);
        outcome.Model.InUse.ShouldBeFalse();
        return outcome.Model;
    }

    static void CheckOrigin(PipelinePlan plan, RegisteredModel model)
    {
        var origin = model.Description.Origin.ShouldNotBeNull();
        origin.Ranges.ShouldContain(r =>
            r.Stream.StartsWith($"{plan.Topology.Name}/{plan.Final.Name}/", StringComparison.Ordinal) && r.FirstVersion == 1
        );
        (origin.TrainRows + origin.TestRows).ShouldBeInRange(1000, 2000);
        model.Description.Features.ShouldBe(plan.Topology.Features.Select(f => f.Name));
    }

    /// <summary>Rule, first version, second version: each partition goes through them in this order, whole batches at a time.</summary>
    static async Task CheckVersionsAsync(LineageStore store, PipelinePlan plan)
    {
        var seen = new HashSet<int>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var last = 0;
            await foreach (var batch in store.ReadAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition), 1, long.MaxValue))
            {
                if (batch.Table(TableNames.Rows) is null)
                    continue;
                var version = batch.Header.Model?.Version ?? 0;
                version.ShouldBeGreaterThanOrEqualTo(last);
                last = version;
                batch.Header.Model?.Name.ShouldBe(Model);
                (batch.Header.Model is null).ShouldBe(last == 0);
                seen.Add(last);
            }
        }

        seen.Order().ShouldBe([0, 1, 2]);
    }

    void CheckPredictions(PipelinePlan plan, List<SampleEvent> events)
    {
        var predictions = TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Predictions);
        predictions
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(events.Select(e => e.Id).Order(StringComparer.Ordinal));
        predictions
            .Select(p => p.Headers["model-version"])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["rule", $"{Model}/1", $"{Model}/2"]);
    }
}
