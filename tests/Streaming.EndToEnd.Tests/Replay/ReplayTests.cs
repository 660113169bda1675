using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;

namespace Streaming.EndToEnd.Tests.Replay;

/// <summary>What was recorded comes out again bit for bit, whole or in part, at any parallelism.</summary>
public sealed class ReplayTests(TestServices services)
{
    const int Partitions = 3;

    [Fact]
    public async Task Every_feature_score_and_decision_is_recomputed_to_the_same_bits()
    {
        var events = Sample.Events(2500, seed: 3);
        var plan = Sample.Plan("replay");
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        Sample.Publish(publisher, plan, events, Partitions, 1);
        await using (var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, maxBatchRows: 150))
        {
            await pipeline.CommittedAsync(events.Count);
            await pipeline.StopAsync();
        }

        await using var store = new LineageStore(postgres);
        var replayer = new LineageReplayer(plan, store, new NoModels());
        var whole = await replayer.RunAsync(new ReplayOptions());
        whole.First.ShouldBeNull();
        // Both the stage that counts by account and the one that counts by device compute something of each event.
        whole.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));

        var middle = Sample.Time(events[1250].At);
        var late = await replayer.RunAsync(new ReplayOptions { From = middle, Parallelism = 1 });
        late.Differing.ShouldBe(0);
        late.Compared.ShouldBe(2 * events.Count(e => Sample.Time(e.At) >= middle));
    }
}
