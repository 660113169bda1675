using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.Hosting;
using Streaming.Application.Operations;
using Streaming.Application.RollOutModel;
using Streaming.Application.Settings;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Learning.Training;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>While events come, a better version becomes the champion by itself and a worse one does not.</summary>
public sealed class RolloutTests(TestServices services)
{
    const int Partitions = 2;
    const int Step = 2000;
    const int ModelSwapped = 1402;
    const int Challenges = 1403;
    const string Model = "rolled";

    [Fact]
    public async Task A_better_version_becomes_the_champion_and_a_worse_one_is_taken_back()
    {
        var events = Sample.Events(16_000, seed: 5);
        var plan = Sample.Plan("rollout", score: [$"model: {Model}"]);
        var file = Path.Combine(Directory.CreateTempSubdirectory("rollout-").FullName, "topology.yaml");
        await File.WriteAllTextAsync(file, plan.Topology.Text);
        var postgres = await services.NewDatabaseAsync();
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        await using var store = new LineageStore(postgres);
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 64);
        using var log = new LogWatch();
        await using var pipeline = await TestPipeline.StartAsync(plan, settings, registry, log);
        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        publication.To(3000);
        await pipeline.CommittedAsync(publication.Settled);
        // Trained on rows of the topology, it knows how rare what it looks for is; the others do not.
        var trained = (await new TopologyTrainer(store, registry).TrainAsync(plan, new TopologyTrainingOptions())).Model;
        await registry.PromoteAsync(Model, (await RegisterAsync(seed: 1)).Version);
        var better = trained.Version;

        await using var provider = new ServiceCollection()
            .AddStreaming(StreamingOptions.At(services.Kafka, postgres))
            .BuildServiceProvider();
        var runner = provider.GetRequiredService<OperationRunner>();
        var request = new RollOutModelRequest
        {
            Topology = file,
            Version = better,
            ShadowRows = 200,
            CanaryShare = 0.5,
            WatchLabelled = 0,
        };
        var reached = 3000;
        var promoted = await RollOutAsync(request);
        promoted.Promoted.ShouldBeTrue(promoted.Why);
        promoted.History.Select(h => h.State).ShouldBe(["registered", "shadow", "canary", "champion"]);
        promoted.History[2].Evidence!.Figures["rows"].ShouldBeGreaterThanOrEqualTo(200);
        promoted.History[3].Evidence!.Figures["evidence_for_better"].ShouldBeGreaterThanOrEqualTo(20);
        promoted.Why.ShouldContain($"{Model} v{better} is better");
        // Whoever runs it again, as a host does that takes up a job, changes nothing.
        (await runner.RunAsync(new RollOutModelOperation(), request, Caller.Local)).History.Count.ShouldBe(4);

        var worse = await RegisterAsync(seed: 2);
        var rejected = await RollOutAsync(request with { Version = worse.Version });
        rejected.Promoted.ShouldBeFalse();
        rejected.State.ShouldBeOneOf("rejected", "rolled back");
        rejected.Why.ShouldContain("is worse");
        (await registry.ServingAsync(Model, TestContext.Current.CancellationToken)).Champion!.Version.ShouldBe(better);

        // Promoted by hand, it decides, and is taken back.
        var wrong = await RegisterAsync(seed: 3);
        await registry.PromoteAsync(Model, wrong.Version);
        await log.SeenAsync(ModelSwapped, wrong.Hash);
        publication.To(reached += Step);
        await pipeline.CommittedAsync(publication.Settled);
        var watched = request with { Version = wrong.Version, WatchLabelled = events.Count };
        var back = await runner.RunAsync(new RollOutModelOperation(), watched, Caller.Local).WaitAsync(TimeSpan.FromMinutes(1));
        (back.Promoted, back.State).ShouldBe((false, "rolled back"));
        back.Why.ShouldContain($"{Model} v{better} is better");
        (await registry.ServingAsync(Model, TestContext.Current.CancellationToken)).Champion!.Version.ShouldBe(better);

        publication.To(events.Count);
        publication.End();
        await pipeline.CommittedAsync(events.Count);
        await pipeline.StopAsync();
        var report = await new LineageReplayer(plan, store, registry).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));

        Task<RegisteredModel> RegisterAsync(int seed) =>
            registry.RegisterAsync(
                Model,
                ScriptedModels.For([.. plan.Topology.Features.Select(f => f.Name)], seed),
                trained.Description with
                {
                    Origin = null,
                }
            );

        // Events come once the pipeline tries the version as what it is by then.
        async Task<RolledOutModel> RollOutAsync(RollOutModelRequest wanted)
        {
            var rollout = runner.RunAsync(new RollOutModelOperation(), wanted, Caller.Local);
            foreach (var role in (string[])["shadow", "canary"])
            {
                var tried = log.SeenAsync(
                    Challenges,
                    $"Version {wanted.Version} of model {Model} is tried beside the one in use, as {role}"
                );
                if (await Task.WhenAny(tried, rollout) == rollout)
                    break;
                publication.To(reached += Step);
                await pipeline.CommittedAsync(publication.Settled);
            }

            return await rollout.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }
}
