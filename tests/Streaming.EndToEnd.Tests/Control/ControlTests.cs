using Streaming.EndToEnd.Tests.Harness;
using Streaming.EndToEnd.Tests.Models;
using Streaming.Inference.Models;
using Streaming.Inference.Tests;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Control;

/// <summary>A person stops a model, and lets it go on.</summary>
public sealed class ControlTests(TestServices services)
{
    const int Partitions = 3;
    const string Model = "controlled";

    /// <summary>
    /// Fails where a command is lost by a restart, reaches some partitions only, changes what was scored before it, or costs an event;
    /// and where replay needs to know of it.
    /// </summary>
    [Fact]
    public async Task A_pipeline_falls_back_on_command_stays_so_through_a_restart_and_resumes()
    {
        var events = Sample.Events(4000, seed: 41);
        var plan = Sample.Plan("control", score: [$"model: {Model}"]);
        var models = new ScriptedModels(Model);
        models.Use(1, ScriptedModels.For([.. plan.Topology.Features.Select(f => f.Name)]));
        var postgres = await services.NewDatabaseAsync();
        await using var store = new LineageStore(postgres);
        using var publisher = await PublisherAsync(plan);
        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        var before = 0L;
        await using (
            var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions, maxBatchRows: 97, models: models)
        )
        {
            publication.To(1000);
            await pipeline.CommittedAsync(publication.Settled);
            await CommandAsync(pipeline, publisher, plan, store, "stop-1", "fallback");
            publication.To(2000);
            await pipeline.CommittedAsync(publication.Settled);
            await pipeline.StopAsync();
            before = pipeline.Host.Snapshot()[^1].Accepted;
        }

        await using (
            var again = await TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions, maxBatchRows: 97, models: models)
        )
        {
            publication.To(3000);
            await again.CommittedAsync(publication.Settled - before);
            await CommandAsync(again, publisher, plan, store, "go-1", "resume");
            publication.To(events.Count);
            publication.End();
            await again.CommittedAsync(events.Count - before);
            await again.StopAsync();
        }

        await CheckBatchesAsync(store, plan);
        var predictions = TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Predictions);
        predictions
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(events.Select(e => e.Id).Order(StringComparer.Ordinal));
        var report = await new LineageReplayer(plan, store, models).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));
    }

    /// <summary>Fails where lineage that knows of no control topic cannot be gone on with, or where commands that wait there are passed
    /// over.</summary>
    [Fact]
    public async Task Lineage_from_before_there_were_commands_is_gone_on_with()
    {
        var events = Sample.Events(1000, seed: 42);
        var plan = Sample.Plan("control-later", score: [$"model: {Model}"]);
        var earlier = plan with { Stages = [.. plan.Stages.Select(s => s with { Control = null })] };
        var models = new ScriptedModels(Model);
        models.Use(1, ScriptedModels.For([.. plan.Topology.Features.Select(f => f.Name)]));
        var postgres = await services.NewDatabaseAsync();
        await using var store = new LineageStore(postgres);
        using var publisher = await PublisherAsync(plan);
        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        var before = 0L;
        await using (var pipeline = await TestPipeline.StartAsync(earlier, services.Kafka, postgres, Partitions, models: models))
        {
            publication.To(600);
            await pipeline.CommittedAsync(publication.Settled);
            await pipeline.StopAsync();
            before = pipeline.Host.Snapshot()[^1].Accepted;
        }

        await publisher.CreateTopicAsync(plan.Final.Control!.Topic, Partitions);
        Send(publisher, plan, "stop-2", "fallback");
        await using (var later = await TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions, models: models))
        {
            await TakenAsync(later, plan, store, "stop-2");
            publication.To(events.Count);
            publication.End();
            await later.CommittedAsync(events.Count - before);
            await later.StopAsync();
        }

        var predictions = TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Predictions);
        predictions
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(events.Select(e => e.Id).Order(StringComparer.Ordinal));
        predictions.Select(p => p.Headers["model-version"]).Distinct().Order(StringComparer.Ordinal).ShouldBe([$"{Model}/1", "rule"]);
    }

    /// <summary>Fails where the rows that a model fails on are met before the command that says to do without it: the stage would wait for
    /// ever.</summary>
    [Fact]
    public async Task A_stage_whose_model_fails_on_everything_falls_back_on_command()
    {
        const int modelSwapped = 1402;
        const int sessionRestarts = 1602;
        // From 1 on: a row of less would pass, and stand by for the others.
        var events = Sample.Events(400, seed: 44).ConvertAll(e => e with { Amount = e.Amount + 2 });
        var plan = Sample.Plan("control-broken", score: [$"model: {Model}"]);
        var models = new ScriptedModels(Model);
        models.Use(1, Picky(size: 1000));
        using var log = new LogWatch();
        using var publisher = await PublisherAsync(plan);
        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        var settings = TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync(), Partitions);
        await using var pipeline = await TestPipeline.StartAsync(plan, settings, models, log);
        publication.To(200);
        await pipeline.CommittedAsync(publication.Settled);
        models.Use(2, Picky(size: 1));
        await log.SeenAsync(modelSwapped, "version 2");
        publication.To(events.Count);
        publication.End();
        await log.SeenAsync(sessionRestarts, "out of data bounds");
        Send(publisher, plan, "without-it", "fallback");
        await pipeline.CommittedAsync(events.Count);
        await pipeline.StopAsync();
        // What was no command, and nothing else.
        TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Quarantine)
            .Select(q => q.Headers["reason"])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["malformed-json", "null-value"]);
        TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Predictions)
            .Select(p => p.Headers["model-version"])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe([$"{Model}/1", "rule"]);

        ModelContent Picky(int size) => PickyModel.Of([.. plan.Topology.Features.Select(f => f.Name)], "amount", size);
    }

    async Task<TestPublisher> PublisherAsync(PipelinePlan plan)
    {
        var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        return publisher;
    }

    static async Task CommandAsync(
        TestPipeline pipeline,
        TestPublisher publisher,
        PipelinePlan plan,
        LineageStore store,
        string id,
        string kind
    )
    {
        Send(publisher, plan, id, kind);
        await TakenAsync(pipeline, plan, store, id);
    }

    /// <summary>Between two things that are no commands.</summary>
    static void Send(TestPublisher publisher, PipelinePlan plan, string id, string kind)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            // With keys, since Kafka takes nothing else into a compacted topic.
            publisher.Send(plan.Final.Control!.Topic, partition, "noise", "no command");
            publisher.Send(
                plan.Final.Control.Topic,
                partition,
                "scoring",
                $$"""{"id":"{{id}}","kind":"{{kind}}","at":"2024-03-01T00:00:00Z","author":"ann","because":"to see"}"""
            );
            publisher.Send(plan.Final.Control.Topic, partition, "noise", null);
        }

        publisher.Flush();
    }

    static Task TakenAsync(TestPipeline pipeline, PipelinePlan plan, LineageStore store, string id) =>
        pipeline.UntilAsync(
            async () =>
            {
                for (var partition = 0; partition < Partitions; partition++)
                {
                    if (
                        ControlState
                            .Of((await store.ReadTailAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition)))?.Header)
                            .Command != id
                    )
                    {
                        return false;
                    }
                }

                return true;
            },
            $"command {id} recorded everywhere"
        );

    /// <summary>In each partition: the model, then the rule, also after the restart, then the model again; and each command where it took
    /// effect.</summary>
    static async Task CheckBatchesAsync(LineageStore store, PipelinePlan plan)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            var (seen, commands, state) = (new List<string>(), 0, ControlState.None);
            await foreach (var batch in store.ReadAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition), 1, long.MaxValue))
            {
                if (batch.Table(TableNames.Control) is { } control)
                {
                    commands += control.Length;
                    ControlState.Of(batch.Header).Version.ShouldBe(batch.Version);
                    state = ControlState.Of(batch.Header);
                }

                ControlState.Of(batch.Header).ShouldBe(state);
                if (batch.Table(TableNames.Rows) is null)
                    continue;
                (batch.Header.Model?.Name is null).ShouldBe(state.FallsBack, $"{batch.Version}");
                var by = batch.Header.Model?.Name ?? "rule";
                if (seen.LastOrDefault() != by)
                    seen.Add(by);
            }

            seen.ShouldBe([Model, "rule", Model]);
            commands.ShouldBe(2);
        }
    }
}
