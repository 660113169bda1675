using Streaming.EndToEnd.Tests.Harness;

namespace Streaming.EndToEnd.Tests.Order;

/// <summary>The answer does not depend on how the source is partitioned or on how large batches happen to be.</summary>
public sealed class PartitionIndependenceTests(TestServices services)
{
    [Fact]
    public async Task Features_are_the_same_bits_with_one_and_with_eight_partitions()
    {
        var events = Sample.Events(3000);
        var one = await RunAsync("order-one", events, partitions: 1, maxBatchRows: 4096);
        var eight = await RunAsync("order-eight", events, partitions: 8, maxBatchRows: 61);

        one.Count.ShouldBe(events.Count);
        eight.ShouldBe(one);
        one.Select(r => r.Features).Distinct().Count().ShouldBeGreaterThan(2500);
    }

    async Task<List<RecordedRow>> RunAsync(string name, List<SampleEvent> events, int partitions, int maxBatchRows)
    {
        var plan = Sample.Plan(name);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, Math.Min(2, partitions));
        await using var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, partitions, maxBatchRows: maxBatchRows);
        Sample.Publish(publisher, plan, events, partitions, Math.Min(2, partitions));
        await pipeline.CommittedAsync(events.Count);
        await pipeline.StopAsync();
        return await LineageRows.InOrderAsync(postgres, plan, partitions);
    }
}
