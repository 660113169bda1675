using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Evolution;

/// <summary>Versions that meet in the channels between stages.</summary>
public sealed class UnderWayTests(TestServices services)
{
    const int Partitions = 2;

    [Fact]
    public async Task Messages_under_way_between_stages_are_taken_with_what_they_have()
    {
        var events = SampleVersions.Events(1200, seed: 63, channelFrom: 590);
        var first = Sample.Plan("under-way");
        var second = SampleVersions.Second(first);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(first.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(first.Topology.Labels!.Topic, 1);
        var publication = new SamplePublication(publisher, first, events, Partitions, 1);
        publication.To(400);
        // The first partition's rows pass the first stage, and wait before the second for the other partition's.
        var ahead = events[400..590].Where(e => TestPublisher.PartitionOf(e.Account, Partitions) == 0).ToHashSet();
        foreach (var next in ahead)
            publisher.Send(first.Topology.Source.Topic, 0, next.Account, next.Json);
        await using (var pipeline = await TestPipeline.StartAsync(first, services.Kafka, postgres, Partitions, maxBatchRows: 100))
        {
            await pipeline.UntilAsync(
                stages => stages.First(s => s.Stage == first.Entry.Name).Accepted >= 400 + ahead.Count - 1,
                "through the first stage"
            );
            await pipeline.CommittedAsync(publication.Settled);
            await pipeline.StopAsync();
        }

        publication.Sent = ahead.Contains;
        publication.To(events.Count);
        publication.End();
        await using (var pipeline = await TestPipeline.StartAsync(second, services.Kafka, postgres, Partitions, maxBatchRows: 100))
        {
            await pipeline.UntilAsync(async () => await ScoredAsync(postgres, first) == events.Count, "everything scored");
            await pipeline.StopAsync();
        }

        TopicReader
            .ReadAll(services.Kafka, first.Topology.Output.Predictions)
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(events.Select(e => e.Id).Order(StringComparer.Ordinal));
        await using var store = new LineageStore(postgres);
        // They are rows of version 2, whose upstream features of version 2 are missing.
        var most = second.Topology.Features.Index().First(f => f.Item.Name == "account_most").Index;
        var rows = await LineageRows.ReadAsync(postgres, second, Partitions, version: 2);
        rows.Count(r => r.Features.Split(' ')[most] == "ffc00000" || r.Features.Split(' ')[most] == "7fc00000").ShouldBeGreaterThan(20);
        var report = await new LineageReplayer(second, store, new NoModels()).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));
    }

    static async Task<long> ScoredAsync(string postgres, PipelinePlan plan)
    {
        await using var store = new LineageStore(postgres);
        return (await store.ListStreamsAsync(plan.Topology.Name)).Where(s => s.Stream.Stage == plan.Final.Name).Sum(s => s.Totals.Rows);
    }
}
