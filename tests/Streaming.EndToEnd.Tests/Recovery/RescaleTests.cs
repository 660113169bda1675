using Streaming.EndToEnd.Tests.Harness;
using Streaming.Inference.Models;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline;
using Streaming.Pipeline.Replay;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Recovery;

/// <summary>Another partition count, or another number of processes, leaves no trace in what is said of any event.</summary>
public sealed class RescaleTests(TestServices services)
{
    static readonly List<SampleEvent> Events = Sample.Events(3000, seed: 33);

    [Theory]
    [InlineData(100)]
    [InlineData(null)]
    public async Task Partitions_added_twice_give_the_bits_of_having_had_them_from_the_start(int? snapshotRows)
    {
        var whole = await RunAsync("rescale-never" + snapshotRows, [8], snapshotRows);
        var one = await RunAsync("rescale-one" + snapshotRows, [1], snapshotRows);
        var grown = await RunAsync("rescale-grown" + snapshotRows, [2, 5, 8], snapshotRows);

        whole.Rows.Count.ShouldBe(Events.Count);
        Same(grown.Rows, whole.Rows);
        Same(grown.Rows, one.Rows);
        // What was sent again after each rescale is known from before it, wherever it was then.
        grown.Duplicates.ShouldBe(whole.Duplicates);
        grown.Duplicates.Count.ShouldBe(4);

        (await Verification.FaultsAsync(grown.Postgres, grown.Plan.Topology.Name)).ShouldBeEmpty();
        await using var store = new LineageStore(grown.Postgres);
        var replayer = new LineageReplayer(grown.Plan, store, new NoModels());
        (await replayer.RunAsync(new ReplayOptions())).ShouldBe(new ReplayReport(2 * Events.Count, 2 * Events.Count, 0, 0, null));
        var late = await replayer.RunAsync(new ReplayOptions { From = Sample.Time(Events[2200].At) });
        (late.Differing, late.Compared).ShouldBe((0L, 2L * Events.Count(e => e.At >= Events[2200].At)));
    }

    [Fact]
    public async Task A_rescale_cut_short_anywhere_is_finished_by_running_it_again()
    {
        var whole = await RunAsync("rescale-uncut", [3], snapshotRows: 100);
        var cut = await RunAsync("rescale-cut", [2, 3], snapshotRows: 100, async (plan, settings) =>
        {
            await using var store = new LineageStore(settings.Postgres);
            foreach (var crash in Enum.GetValues<RescaleStep>().Where(s => s != RescaleStep.Check))
            {
                var rescaler = new Rescaler(plan, settings, store, TimeProvider.System)
                {
                    OnStep = step =>
                    {
                        if (step == crash)
                            throw new Crash();
                    },
                };
                await Should.ThrowAsync<Crash>(() => rescaler.RunAsync(3));
                if (crash is not (RescaleStep.Markers or RescaleStep.Emitted))
                    continue;
                // Neither as it was nor as it will be: it does not start, and says what to do.
                var fault = await Should.ThrowAsync<StreamingException>(() => TestPipeline.StartAsync(plan, settings));
                $"{fault.Cure}".ShouldBe("rescale rescale-cut 3");
            }
        });
        Same(cut.Rows, whole.Rows);
    }

    [Fact]
    public async Task What_cannot_be_rescaled_is_refused_with_the_reason()
    {
        var plan = Sample.Plan("rescale-refused");
        var settings = Settings(await services.NewDatabaseAsync(), null);
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, 2);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        await using var store = new LineageStore(settings.Postgres);
        await store.EnsureSchemaAsync();
        var rescaler = new Rescaler(plan, settings with { SessionTimeout = TimeSpan.FromSeconds(2) }, store, TimeProvider.System);
        await RefusedAsync(4, "has not run yet");

        var publication = new SamplePublication(publisher, plan, Events, 2, 1);
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings))
        {
            publication.To(400);
            await pipeline.CommittedAsync(publication.Settled);
            await RefusedAsync(4, "runs: group");
            await pipeline.StopAsync();
        }

        using var admin = new KafkaAdmin(services.Kafka);
        foreach (var stage in plan.Stages)
            await admin.ExpireMembersAsync(stage.Group);
        await RefusedAsync(1, "not fewer");
        await RefusedAsync(4, "not drained");
        admin.Client.GetMetadata(plan.Topology.Source.Topic, TimeSpan.FromMinutes(1)).Topics[0].Partitions.Count.ShouldBe(2);

        async Task RefusedAsync(int partitions, string words) =>
            (await Should.ThrowAsync<StreamingException>(() => rescaler.RunAsync(partitions))).Message.ShouldContain(words);
    }

    [Fact]
    public async Task Two_processes_then_one_then_three_say_what_one_says()
    {
        var one = await RunAsync("processes-one", [4], snapshotRows: 100);
        var plan = Sample.Plan("processes-many");
        var settings = Settings(await services.NewDatabaseAsync(), 100);
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, 4);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        var publication = new SamplePublication(publisher, plan, Events, 4, 1);
        var before = 0L;
        foreach (var (end, processes) in ((int, string[])[])[(1000, ["a", "b"]), (2000, ["c"]), (3000, ["a", "b", "d"])])
        {
            var running = new List<TestPipeline>();
            foreach (var process in processes)
                running.Add(await TestPipeline.StartAsync(plan, settings with { Instance = process }));
            publication.To(end);
            if (end == Events.Count)
                publication.End();
            await running[0].UntilAsync(_ => Scored(running) >= publication.Settled - before, $"{publication.Settled} events scored");
            foreach (var pipeline in running)
                await pipeline.StopAsync();
            before += Scored(running);
            foreach (var pipeline in running)
                await pipeline.DisposeAsync();
        }

        Same(await LineageRows.InOrderAsync(settings.Postgres, plan, 4), one.Rows);

        static long Scored(List<TestPipeline> running) => running.Sum(p => p.Host.Snapshot()[^1].Accepted);
    }

    /// <summary>Says how many rows differ and shows the first ones: thousands of rows are no message.</summary>
    static void Same(List<RecordedRow> actual, List<RecordedRow> expected)
    {
        actual.Count.ShouldBe(expected.Count);
        var different = actual.Zip(expected).Where(p => p.First != p.Second).ToList();
        if (different.Count > 0)
        {
            Assert.Fail(
                $"{different.Count} rows differ, the first: "
                    + $"{string.Join("\n", different.Take(6).Select(p => $"{p.First}\n  instead of {p.Second}"))}"
            );
        }
    }

    PipelineSettings Settings(string postgres, int? snapshotRows) =>
        TestPipeline.Settings(services.Kafka, postgres, maxBatchRows: 61) with
        {
            SnapshotRows = snapshotRows,
        };

    /// <summary>Publishes the events with a rest at each third; at a rest the pipeline is stopped, and gets the next partition count where
    /// there is one.</summary>
    async Task<Outcome> RunAsync(
        string name,
        int[] partitions,
        int? snapshotRows,
        Func<PipelinePlan, PipelineSettings, Task>? before = null
    )
    {
        var plan = Sample.Plan(name);
        var settings = Settings(await services.NewDatabaseAsync(), snapshotRows);
        var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, partitions[0]);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        var publication = new SamplePublication(publisher, plan, Events, partitions[0], 1);
        int[] ends = [End(Events.Count / 3), End(Events.Count * 2 / 3), Events.Count];
        var count = partitions[0];
        for (var part = 0; part < 3; part++)
        {
            if (part > 0 && part < partitions.Length)
            {
                if (before is not null)
                    await before(plan, settings);
                count = partitions[part];
                await using var store = new LineageStore(settings.Postgres);
                (await new Rescaler(plan, settings, store, TimeProvider.System).RunAsync(count)).After.ShouldBe(count);
                publisher.Dispose();
                publisher = new TestPublisher(services.Kafka);
                publication.Repartition(publisher, count);
            }

            await using var pipeline = await TestPipeline.StartAsync(plan, settings);
            if (part > 0)
            {
                publication.To(ends[part - 1] + 1);
                publication.Again(ends[part - 1] - 3);
                publication.Again(ends[part - 1] - 40);
            }

            publication.To(ends[part]);
            if (part < 2)
                publication.Rest();
            else
                publication.End();
            await pipeline.CommittedAsync(ends[part] - (part == 0 ? 0 : ends[part - 1]));
            await pipeline.StopAsync();
        }

        publisher.Dispose();
        var duplicates = TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Quarantine)
            .Select(r => r.Headers.GetValueOrDefault("event-id", ""))
            .Order(StringComparer.Ordinal)
            .ToList();
        return new Outcome(plan, settings.Postgres, await LineageRows.InOrderAsync(settings.Postgres, plan, count), duplicates);
    }

    /// <summary>The first event from an index on that is later than the one before it.</summary>
    static int End(int from) => Enumerable.Range(from, Events.Count - from).First(i => Events[i].At > Events[i - 1].At);

    sealed record Outcome(PipelinePlan Plan, string Postgres, List<RecordedRow> Rows, List<string> Duplicates);

    sealed class Crash : Exception;

    sealed class NoModels : IModelSource
    {
        public Task<ServingModels> ServingAsync(string name, CancellationToken cancellation) => Task.FromResult(ServingModels.None);

        public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken cancellation) =>
            throw new InvalidOperationException("Nothing was scored by a model.");
    }
}
