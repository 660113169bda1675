using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Predictions;

namespace Streaming.EndToEnd.Tests.Hostile;

/// <summary>The largest event that a topology may accept gets through all stages; a larger one costs nobody else anything.</summary>
public sealed class HugeRecordTests(TestServices services)
{
    const int Partitions = 2;
    const int MostBytes = 7_000_000;

    [Fact]
    public async Task What_is_accepted_is_carried_through_every_stage_and_what_is_larger_goes_to_quarantine()
    {
        var plan = Sample.Plan(
            "huge",
            source: [$"max_bytes: {MostBytes}"],
            fields: [$"channel: {{ type: string, optional: true, max_length: {MostBytes} }}"]
        );
        var postgres = await services.NewDatabaseAsync();
        // A topic of somebody else's, that takes more than those of ours.
        using var publisher = new TestPublisher(services.Kafka, 32 << 20);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        var events = Sample.Events(30);
        events[10] = OfSize(events[10], MostBytes);
        events[20] = OfSize(events[20], MostBytes);
        var tooLarge = OfSize(events[25], 20_000_000);
        events[25] = tooLarge;
        await using var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions);

        Sample.Publish(publisher, plan, events, Partitions, 1);

        await pipeline.UntilAsync(
            stages => stages[^1].Accepted >= events.Count - 1 && stages.Sum(s => s.Rejected) > 0,
            "all but one scored"
        );
        await pipeline.StopAsync();
        (await LineageRows.InOrderAsync(postgres, plan, Partitions))
            .Select(r => r.Id)
            .ShouldBe(events.Where(e => e != tooLarge).Select(e => e.Id));
        var quarantined = TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Quarantine).ShouldHaveSingleItem();
        quarantined.Headers[QuarantineHeaders.Reason].ShouldBe("too-large");
        pipeline.Host.Snapshot().Sum(s => s.Restarts).ShouldBe(0);
    }

    /// <summary>Key and value together have so many bytes.</summary>
    static SampleEvent OfSize(SampleEvent sample, int bytes)
    {
        var bare = sample with { Channel = "" };
        return sample with { Channel = new string('x', bytes - bare.Json.Length - bare.Account.Length) };
    }
}
