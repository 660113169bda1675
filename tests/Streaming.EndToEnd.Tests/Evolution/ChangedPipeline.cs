using Streaming.EndToEnd.Tests.Harness;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Evolution;

/// <summary>A pipeline whose topology changes while it runs.</summary>
static class ChangedPipeline
{
    public const int Partitions = 2;

    /// <summary>Publishes up to the switch and says that nothing follows for now; then the rest, under the second plan.</summary>
    /// <returns>The database, once all is scored.</returns>
    public static async Task<string> RunAsync(
        TestServices services,
        List<SampleEvent> events,
        int switchAt,
        PipelinePlan before,
        PipelinePlan after
    )
    {
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(before.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(before.Topology.Labels!.Topic, 1);
        var publication = new SamplePublication(publisher, before, events, Partitions, 1);
        publication.To(switchAt);
        publication.Rest();
        await using (var pipeline = await TestPipeline.StartAsync(before, services.Kafka, postgres, Partitions, maxBatchRows: 100))
        {
            await pipeline.CommittedAsync(publication.Settled);
            await pipeline.StopAsync();
        }

        var settled = publication.Settled;
        publication.To(events.Count);
        publication.End();
        await using (var pipeline = await TestPipeline.StartAsync(after, services.Kafka, postgres, Partitions, maxBatchRows: 100))
        {
            await pipeline.CommittedAsync(events.Count - settled);
            await pipeline.StopAsync();
        }

        return postgres;
    }
}
