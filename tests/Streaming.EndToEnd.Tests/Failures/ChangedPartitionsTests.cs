using Confluent.Kafka.Admin;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline;
using Streaming.Pipeline.Repair;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Failures;

/// <summary>Somebody changed a topic's partitions under a stopped pipeline. Each message's cure is tried, up to where the pipeline runs
/// again.</summary>
public sealed class ChangedPartitionsTests(TestServices services)
{
    const int Before = StoppedPipeline.Partitions;

    /// <summary>Too few to recognise a partitioner by.</summary>
    const int FewKeys = 3;

    [Fact]
    public async Task A_source_with_few_keys_gets_partitions_and_goes_on_once_its_partitioner_is_named()
    {
        var plan = Sample.Plan("grown-few");
        var settings = TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync(), Before);
        using var admin = new KafkaAdmin(services.Kafka);
        var events = Sample.Events(200).Select((e, i) => e with { Account = $"a{i % FewKeys}" }).ToList();
        using (var publisher = new TestPublisher(services.Kafka))
        {
            await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Before);
            await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
            Sample.Publish(publisher, plan, events[..100], Before, 1);
        }

        await using (var pipeline = await TestPipeline.StartAsync(plan, settings))
        {
            // Labels may come after the last event is scored, and what is rescaled has taken both.
            await pipeline.UntilAsync(stages => stages[^1] is { Accepted: 100, Labels: 100 }, "100 events and their labels taken");
            await pipeline.StopAsync();
        }

        await admin.Client.CreatePartitionsAsync([new PartitionsSpecification { Topic = plan.Topology.Source.Topic, IncreaseTo = 6 }]);

        (await RefusedAsync(plan, settings)).ShouldContain("rescale grown-few 6");
        await using var store = new LineageStore(settings.Postgres);
        (await Should.ThrowAsync<StreamingException>(() => Rescaler(null).RunAsync(6))).Cure.ShouldBe(Cure.NamePartitioner);
        // One that does not explain where keys lie is found out before anything is divided by it.
        (await Should.ThrowAsync<StreamingException>(() => Rescaler(PartitionerKind.Crc32).RunAsync(6))).Message.ShouldContain(
            "follows another partitioner"
        );
        (await Rescaler(PartitionerKind.Murmur2).RunAsync(6)).After.ShouldBe(6);

        using (var publisher = new TestPublisher(services.Kafka))
            Sample.Publish(publisher, plan, events[100..], 6, 1);
        await using var again = await TestPipeline.StartAsync(plan, settings);
        await again.CommittedAsync(100);
        await again.StopAsync();
        (await RejectedAsync(store, plan)).ShouldBe(0);

        Rescaler Rescaler(PartitionerKind? named) => new(plan, settings, store, TimeProvider.System) { Partitioner = named };
    }

    [Theory]
    [InlineData("source", 1)]
    [InlineData("labels", 3)]
    public async Task A_topic_that_cannot_have_that_many_is_made_again_and_read_from_its_start(string which, int partitions)
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan($"changed-{which}"));
        var plan = stopped.Plan;
        var settings = TestPipeline.Settings(stopped.Kafka, stopped.Postgres, Before);
        var (topic, right) = which == "source" ? (plan.Topology.Source.Topic, Before) : (plan.Topology.Labels!.Topic, 1);
        await RecreateAsync(partitions);
        (await RefusedAsync(plan, settings)).ShouldContain($"make it again with {right} partitions");

        await RecreateAsync(right);
        await using (var refused = await stopped.StartAsync())
        {
            $"{(await refused.FaultAsync<StreamingException>()).Cure}".ShouldBe($"repair-topics {plan.Topology.Name}");
        }

        await using var store = new LineageStore(stopped.Postgres);
        var repair = new TopicRepair(plan, settings, store, TimeProvider.System);
        await repair.ApplyAsync(await repair.FindAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Sample.Publish(stopped.Publisher, plan, Sample.Events(StoppedPipeline.Events + 50)[StoppedPipeline.Events..], Before, 1);
        await using var cured = await stopped.StartAsync();
        await cured.CommittedAsync(50);
        await cured.StopAsync();

        async Task RecreateAsync(int count)
        {
            await stopped.Admin.Client.DeleteTopicsAsync([topic]);
            await stopped.Publisher.CreateTopicAsync(topic, count);
        }
    }

    static async Task<string> RefusedAsync(PipelinePlan plan, PipelineSettings settings)
    {
        var fault = await Should.ThrowAsync<StreamingException>(() => TestPipeline.StartAsync(plan, settings));
        return $"{fault.Message} ({fault.Cure})";
    }

    static async Task<long> RejectedAsync(LineageStore store, PipelinePlan plan) =>
        (await store.ListStreamsAsync(plan.Topology.Name)).Sum(s => s.Totals.Rejected);
}
