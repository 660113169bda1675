using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;

namespace Streaming.EndToEnd.Tests.Hostile;

/// <summary>Where nothing bounds event times, one that is absurd is taken, marked, and moves nobody else's.</summary>
public sealed class PoisonDateTests(TestServices services)
{
    const int Partitions = 3;

    static readonly SampleEvent Future = new(
        "1",
        new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        "poisoned",
        "unheard-of",
        10,
        Bad: false
    );
    static readonly SampleEvent Past = new("2", DateTime.UnixEpoch, "poisoned", "unheard-of", 20, Bad: false);

    [Fact]
    public async Task A_date_in_2100_and_one_in_1970_do_not_stop_a_partition()
    {
        var events = Sample.Events(1500, seed: 5);
        var calm = await RunAsync("poison-calm", events, (_, _) => { });
        var poisoned = await RunAsync("poison-mixed", events, (i, send) =>
        {
            if (i == 400)
                send(Future);
            if (i == 800)
                send(Past);
        });

        poisoned.Single(r => r.Id == Future.Id).Flags.ShouldBe((byte)RowFlags.Early);
        poisoned.Single(r => r.Id == Past.Id).Flags.ShouldBe((byte)RowFlags.Late);
        poisoned.Where(r => r.Id != Future.Id && r.Id != Past.Id).ShouldBe(calm);
        calm.Count.ShouldBe(events.Count);
        calm.ShouldAllBe(r => r.Flags == 0);
    }

    async Task<List<RecordedRow>> RunAsync(string name, List<SampleEvent> events, Action<int, Action<SampleEvent>> more)
    {
        var plan = Sample.Plan(name);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        await using var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions, maxBatchRows: 128);
        var sent = events.Count;
        Sample.Publish(publisher, plan, events, Partitions, 1, before: i => more(i, poison =>
            {
                publisher.Send(
                    plan.Topology.Source.Topic,
                    TestPublisher.PartitionOf(poison.Account, Partitions),
                    poison.Account,
                    poison.Json
                );
                sent++;
            }));
        await pipeline.CommittedAsync(sent);
        await pipeline.StopAsync();
        return await LineageRows.InOrderAsync(postgres, plan, Partitions);
    }
}
