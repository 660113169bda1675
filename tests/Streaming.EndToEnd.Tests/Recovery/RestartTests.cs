using Streaming.EndToEnd.Tests.Harness;

namespace Streaming.EndToEnd.Tests.Recovery;

/// <summary>Stopping and starting leaves no trace: nothing lost, nothing twice, the same features as never having stopped.</summary>
public sealed class RestartTests(TestServices services)
{
    const int Partitions = 3;

    [Fact]
    public async Task A_pipeline_that_is_restarted_again_and_again_says_what_an_undisturbed_one_says()
    {
        var events = Sample.Events(4000, seed: 7);
        var calm = await RunAsync("restart-calm", events, stops: []);
        var restless = await RunAsync("restart-restless", events, stops: [500, 1300, 1301, 2900]);
        restless.ShouldBe(calm);
    }

    async Task<List<RecordedRow>> RunAsync(string name, List<SampleEvent> events, int[] stops)
    {
        var plan = Sample.Plan(name);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        Sample.Publish(publisher, plan, events, Partitions, 1);

        var before = 0L;
        foreach (var stop in stops)
        {
            await using var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, maxBatchRows: 97);
            await pipeline.CommittedAsync(Math.Max(1, stop - before));
            await pipeline.StopAsync();
            before += pipeline.Host.Snapshot()[^1].Accepted;
        }

        await using (var last = await TestPipeline.StartAsync(plan, services.Kafka, postgres, maxBatchRows: 97))
        {
            await last.CommittedAsync(events.Count - before);
            await last.StopAsync();
        }

        var predictions = TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Predictions);
        predictions
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(events.Select(e => e.Id).Order(StringComparer.Ordinal));
        return await LineageRows.InOrderAsync(postgres, plan, Partitions);
    }
}
