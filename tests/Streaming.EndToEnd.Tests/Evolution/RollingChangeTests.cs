using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Evolution;

/// <summary>Versions that meet as processes side by side.</summary>
public sealed class RollingChangeTests(TestServices services)
{
    const int Partitions = 2;

    [Fact]
    public async Task A_process_with_the_older_file_stops_when_it_is_given_what_the_newer_one_has_written()
    {
        var events = SampleVersions.Events(1600, seed: 64, channelFrom: 400);
        var first = Sample.Plan("rolling");
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(first.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(first.Topology.Labels!.Topic, 1);
        var publication = new SamplePublication(publisher, first, events, Partitions, 1);
        publication.To(400);
        await using var older = await TestPipeline.StartAsync(first, services.Kafka, postgres, Partitions, "older", maxBatchRows: 100);
        await older.CommittedAsync(publication.Settled);

        await using var newer = await TestPipeline.StartAsync(
            SampleVersions.Second(first),
            services.Kafka,
            postgres,
            Partitions,
            "newer",
            maxBatchRows: 100
        );
        // What is published before both have partitions the older one may take alone.
        using var admin = new KafkaAdmin(services.Kafka);
        await newer.UntilAsync(
            async () => older.Host.Completion.IsCompleted || await admin.IsSharedAsync(first, members: 2),
            "the older process stopped, or both with partitions"
        );
        publication.To(1200);
        var fault = await older.FaultAsync<StreamingException>();
        fault.Message.ShouldContain("version 2 of the topology");
        fault.Message.ShouldContain("this process");
        fault.Message.ShouldContain("Stop this process, or start it with the newer file.");
        publication.To(events.Count);
        publication.End();
        await FinishedAsync(newer, postgres, first, events.Count);
        await newer.StopAsync();

        TopicReader
            .ReadAll(services.Kafka, first.Topology.Output.Predictions)
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(events.Select(e => e.Id).Order(StringComparer.Ordinal));
        await using var store = new LineageStore(postgres);
        // Nowhere an older version after a newer one.
        foreach (var stream in await store.ListStreamsAsync("rolling"))
        {
            var last = 0;
            await foreach (var batch in store.ReadAsync(stream.Stream, 1, stream.Version))
            {
                batch.Header.TopologyVersion.ShouldBeGreaterThanOrEqualTo(last);
                last = batch.Header.TopologyVersion;
            }
        }

        var report = await new LineageReplayer(first, store, new NoModels()).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));
    }

    /// <summary>Several processes may have done it: lineage says when everything is scored.</summary>
    static async Task FinishedAsync(TestPipeline pipeline, string postgres, PipelinePlan plan, int events)
    {
        await using var store = new LineageStore(postgres);
        await pipeline.UntilAsync(async () => await ScoredAsync(store, plan) == events, $"{events} events scored");
    }

    static async Task<long> ScoredAsync(LineageStore store, PipelinePlan plan) =>
        (await store.ListStreamsAsync(plan.Topology.Name)).Where(s => s.Stream.Stage == plan.Final.Name).Sum(s => s.Totals.Rows);
}
