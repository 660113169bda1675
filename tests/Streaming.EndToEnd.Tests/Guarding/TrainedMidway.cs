using Streaming.EndToEnd.Tests.Harness;
using Streaming.Learning.Training;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Guarding;

/// <summary>A pipeline that decides by its rule, then by the version that was trained on what it recorded, and all of it
/// replayed.</summary>
/// <param name="Postgres">Where lineage and registry are.</param>
/// <param name="Registry">Has the version.</param>
/// <param name="Store">Has every row.</param>
sealed record TrainedMidway(string Postgres, ModelRegistry Registry, LineageStore Store) : IAsyncDisposable
{
    public const int Partitions = 2;
    public const int ModelSwapped = 1402;

    public static async Task<TrainedMidway> RunAsync(TestServices services, PipelinePlan plan, IReadOnlyList<SampleEvent> events, int first)
    {
        var postgres = await services.NewDatabaseAsync();
        var run = new TrainedMidway(postgres, new ModelRegistry(postgres, TimeProvider.System), new LineageStore(postgres));
        await run.Registry.EnsureSchemaAsync();
        using var publisher = await PublisherAsync(services, plan);
        using var log = new LogWatch();
        var publication = new SamplePublication(publisher, plan, [.. events], Partitions, 1);
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 128);
        await using var pipeline = await TestPipeline.StartAsync(plan, settings, run.Registry, log);
        publication.To(first);
        await pipeline.CommittedAsync(publication.Settled);
        var options = new TopologyTrainingOptions
        {
            Trainer = new TrainerOptions { Trees = 5, Leaves = 7 },
        };
        var outcome = await new TopologyTrainer(run.Store, run.Registry).TrainAsync(plan, options);
        await run.Registry.PromoteAsync(plan.Topology.Score.Model!, outcome.Model.Version);
        await log.SeenAsync(ModelSwapped, outcome.Model.Hash);
        publication.To(events.Count);
        publication.End();
        await pipeline.CommittedAsync(events.Count);
        await pipeline.StopAsync();
        return run;
    }

    public static async Task<TestPublisher> PublisherAsync(TestServices services, PipelinePlan plan)
    {
        var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        return publisher;
    }

    /// <summary>Replay gives every row as it was recorded, and nothing was altered.</summary>
    public async Task ShouldReplayAsync(PipelinePlan plan, int events)
    {
        var report = await new LineageReplayer(plan, Store, Registry).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * events, 2 * events, 0, 0, null));
        (await Verification.FaultsAsync(Postgres, plan.Topology.Name)).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        Registry.Dispose();
        await Store.DisposeAsync();
    }
}
