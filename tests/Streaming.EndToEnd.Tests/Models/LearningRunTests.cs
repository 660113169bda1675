using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.Hosting;
using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Application.PromoteModel;
using Streaming.Application.ServeLearning;
using Streaming.Application.ShowLearning;
using Streaming.Application.StartLearning;
using Streaming.Application.VerifyLearning;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Models;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>While events come, a person asks once, and a new version is trained, judged, tried on live rows and promoted.</summary>
public sealed class LearningRunTests(TestServices services)
{
    const int Partitions = 2;
    const int Step = 2000;
    const string Model = "learned";
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("automatic")]
    [InlineData("manual")]
    public async Task A_model_is_renewed_by_its_policy(string approval)
    {
        var events = Sample.Events(20_000, seed: 5);
        var plan = Sample.Plan($"learns-{approval}", score: [$"model: {Model}"]);
        var file = Path.Combine(Directory.CreateTempSubdirectory("learns-").FullName, "topology.yaml");
        // Labels are made up, so that nothing ranks them better; but what was trained knows how rare they are.
        await File.WriteAllTextAsync(
            file,
            plan.Topology.Text
                + "learning:\n  gates: { margin: -1, latency: 1000, alerts: 1000000, scores: 1000 }\n"
                + $"  rollout: {{ shadow_rows: 200, canary: 50%, watch: 0 }}\n  approval: {approval}\n"
        );
        var postgres = await services.NewDatabaseAsync();
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        using var log = new LogWatch();
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 64);
        await using var pipeline = await TestPipeline.StartAsync(plan, settings, registry, log);
        var first = await registry.RegisterAsync(
            Model,
            ScriptedModels.For([.. plan.Topology.Features.Select(f => f.Name)], seed: 1),
            new ModelDescription
            {
                Features = [.. plan.Topology.Features.Select(f => f.Name)],
                Metrics = new Dictionary<string, double>(),
                Parameters = new Dictionary<string, string>(),
            }
        );
        await registry.PromoteAsync(Model, first.Version);
        await using var provider = new ServiceCollection()
            .AddStreaming(StreamingOptions.At(services.Kafka, postgres))
            .BuildServiceProvider();
        var runner = provider.GetRequiredService<OperationRunner>();
        using var over = new CancellationTokenSource();
        var serving = Enumerable
            .Range(0, 2)
            .Select(_ => runner.RunAsync(new ServeLearningOperation(), new ServeLearningRequest(file), Caller.Local, stop: over.Token))
            .ToList();

        // Nothing is recorded yet: it fails, says why, and the champion goes on.
        await StartAsync("too early");
        var early = await UntilAsync(1, run => run.Over);
        early.State.ShouldBe("failed");
        early.Story[^1].Why.ShouldContain("no labelled rows");
        (await registry.ServingAsync(Model, default)).Champion!.Version.ShouldBe(first.Version);

        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        publication.To(3000);
        await pipeline.CommittedAsync(publication.Settled);
        await StartAsync("the first one was made up");
        var reached = 3000;
        while (!(await UntilAsync(2, run => run.Over || run.State is "rolling out" or "awaiting approval")).Over)
        {
            var run = await ShowAsync(2);
            if (run.State == "awaiting approval")
            {
                (await registry.ServingAsync(Model, default)).Champion!.Version.ShouldBe(first.Version);
                await runner.RunAsync(new PromoteModelOperation(), new PromoteModelRequest(Model, run.Version!.Value), Caller.Local);
                await UntilAsync(2, r => r.Over);
                break;
            }

            if (reached < events.Count)
            {
                publication.To(reached += Step / 4);
                await pipeline.CommittedAsync(publication.Settled);
            }
        }

        var renewed = await ShowAsync(2);
        renewed.State.ShouldBe("promoted", string.Join('\n', renewed.Story));
        string[] awaiting = approval == "manual" ? ["awaiting approval"] : [];
        renewed.Story.Select(s => s.State).ShouldBe(["training", "evaluating", "rolling out", .. awaiting, "watching", "promoted"]);
        renewed.Story[0].Why.ShouldBe("the first one was made up");
        renewed.Story[2].Figures!.Keys.ShouldContain("average_precision_of_incumbent");
        // What a later try would be counted from.
        renewed.Story[^1].EventTime.ShouldNotBeNull();
        var champion = (await registry.ServingAsync(Model, default)).Champion!;
        champion.Version.ShouldBe(renewed.Version!.Value);
        (await registry.GetAsync(Model, champion.Version))
            .History.Select(h => h.State)
            .ShouldBe(["registered", "shadow", "canary", "champion"]);
        var verified = await runner.RunAsync(new VerifyLearningOperation(), new VerifyLearningRequest(), Caller.Local);
        (verified.Sound, verified.Runs).ShouldBe((true, 2));
        await over.CancelAsync();
        await Task.WhenAll(serving);
        publication.To(events.Count);
        publication.End();
        await pipeline.CommittedAsync(events.Count);
        await pipeline.StopAsync();

        Task StartAsync(string why) =>
            runner.RunAsync(new StartLearningOperation(), new StartLearningRequest(file), Caller.Local with { Why = why });

        Task<DescribedRun> ShowAsync(int number) =>
            runner.RunAsync(new ShowLearningOperation(), new RunRequest(file, number), Caller.Local);

        async Task<DescribedRun> UntilAsync(int number, Func<DescribedRun, bool> holds)
        {
            using var patience = new CancellationTokenSource(Deadline);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            DescribedRun? run = null;
            while (run is null || !holds(run))
            {
                serving.ForEach(s => s.IsFaulted.ShouldBeFalse(s.Exception?.ToString()));
                await timer.WaitForNextTickAsync(patience.Token);
                try
                {
                    run = await ShowAsync(number);
                }
                catch (Topology.StreamingException e) when (e.Kind == Topology.FailureKind.Missing)
                {
                    // It has not begun.
                }
            }

            return run;
        }
    }
}
