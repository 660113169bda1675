using Streaming.EndToEnd.Tests.Harness;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Hostile;

/// <summary>Whoever may write to a topic may write a watermark from 2100: it stops nobody.</summary>
public sealed class ForgedWatermarkTests(TestServices services)
{
    private const int Partitions = 3;
    private static readonly long Forged = Sample.Micros(new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public Task Where_the_topology_bounds_how_far_ahead_events_may_be() => NobodyIsStoppedAsync("forged-skew", ["future_skew: 5m"]);

    [Fact]
    public Task Where_it_bounds_nothing() => NobodyIsStoppedAsync("forged-free", []);

    /// <summary>Two watermarks from 2100 in the middle of a stream with honest ones that never says that it ends.</summary>
    private async Task NobodyIsStoppedAsync(string name, string[] validate)
    {
        var events = Sample.Events(800, seed: 21);
        var calm = await RunAsync(Sample.Plan(name + "-calm", validate: validate), events, forge: false);
        var forged = await RunAsync(Sample.Plan(name, validate: validate), events, forge: true);
        forged.ShouldBe(calm);
        forged.ShouldAllBe(r => r.Flags == 0);
    }

    private async Task<List<RecordedRow>> RunAsync(PipelinePlan plan, List<SampleEvent> events, bool forge)
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
                    if (!forge || i != 400) return;
                    publisher.SendWatermark(plan.Topology.Source.Topic, 1, Forged);
                    publisher.SendWatermark(plan.Topology.Source.Topic, 1, Forged + 1);
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
