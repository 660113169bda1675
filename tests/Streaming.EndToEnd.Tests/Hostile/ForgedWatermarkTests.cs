using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Hostile;

/// <summary>Whoever may write to a topic may write a watermark from 2100: it stops nobody.</summary>
public sealed class ForgedWatermarkTests(TestServices services)
{
    const int Partitions = 3;
    static readonly Timestamp Forged = Sample.Time(new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public Task Where_the_topology_bounds_how_far_ahead_events_may_be() => NobodyIsStoppedAsync("forged-skew", ["future_skew: 5m"]);

    [Fact]
    public Task Where_it_bounds_nothing() => NobodyIsStoppedAsync("forged-free", []);

    /// <summary>As an earlier release left it: the clock of a partition in 2100, for good.</summary>
    [Fact]
    public async Task A_partition_whose_clock_is_in_2100_already_goes_on_after_a_restart()
    {
        var plan = Sample.Plan("forged-before");
        var events = Sample.Events(600, seed: 22);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        publication.Announce();
        publication.To(300);
        publication.Rest();
        // Where it is 2100, such watermarks are believed.
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions);
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings, time: new Later(TimeSpan.FromDays(365 * 80))))
        {
            await pipeline.CommittedAsync(publication.Settled);
            publisher.SendWatermark(plan.Topology.Source.Topic, Partitions, Forged);
            publisher.SendWatermark(plan.Topology.Source.Topic, Partitions, Forged.AddMicros(1));
            publisher.SendWatermark(plan.Topology.Labels.Topic, 1, Forged);
            publisher.SendWatermark(plan.Topology.Labels.Topic, 1, Forged.AddMicros(1));
            await pipeline.CommittedAsync(300);
            await pipeline.UntilAsync(async () => await ClockAsync(plan, postgres) >= Forged, "the clock is in 2100");
            await pipeline.StopAsync();
        }

        await using var again = await TestPipeline.StartAsync(plan, settings);
        publication.To(events.Count);
        publication.End();
        await again.CommittedAsync(300);
        await again.StopAsync();
        var rows = await LineageRows.InOrderAsync(postgres, plan, Partitions);
        rows.Count.ShouldBe(events.Count);
        rows.ShouldAllBe(r => r.Flags == 0);
    }

    static async Task<Timestamp> ClockAsync(PipelinePlan plan, string postgres)
    {
        await using var store = new LineageStore(postgres);
        var lowest = Timestamp.End;
        foreach (var stage in plan.Stages.Where(s => s.Inputs[0].Kind != InputKind.Labels))
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                lowest = Timestamp.Min(
                    lowest,
                    (await store.ReadTailAsync(new StreamKey(plan.Topology.Name, stage.Name, partition)))?.Header?.Watermark
                        ?? Timestamp.Beginning
                );
            }
        }

        return lowest;
    }

    sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>Two watermarks from 2100 in the middle of a stream with honest ones that never says that it ends.</summary>
    async Task NobodyIsStoppedAsync(string name, string[] validate)
    {
        var events = Sample.Events(800, seed: 21);
        var calm = await RunAsync(Sample.Plan(name + "-calm", validate: validate), events, forge: false);
        var forged = await RunAsync(Sample.Plan(name, validate: validate), events, forge: true);
        forged.ShouldBe(calm);
        forged.ShouldAllBe(r => r.Flags == 0);
    }

    async Task<List<RecordedRow>> RunAsync(PipelinePlan plan, List<SampleEvent> events, bool forge)
    {
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        await using (var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions, maxBatchRows: 128))
        {
            var publication = new SamplePublication(publisher, plan, events, Partitions, 1)
            {
                Before = i =>
                {
                    if (!forge || i != 400)
                        return;
                    publisher.SendWatermark(plan.Topology.Source.Topic, 1, Forged);
                    publisher.SendWatermark(plan.Topology.Source.Topic, 1, Forged.AddMicros(1));
                },
            };
            publication.Announce();
            publication.To(events.Count - 1);
            publication.Rest();
            await pipeline.CommittedAsync(publication.Settled);
            await pipeline.StopAsync();
        }

        return [.. (await LineageRows.InOrderAsync(postgres, plan, Partitions)).Take(events.Count - 1)];
    }
}
