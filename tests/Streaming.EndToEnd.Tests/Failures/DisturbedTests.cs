using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Topology;

namespace Streaming.EndToEnd.Tests.Failures;

/// <summary>
/// Where going on could lose or repeat records, a pipeline stops with a message that names the cure, and its groups'
/// offsets stay where they were.
/// </summary>
public sealed class DisturbedTests(TestServices services)
{
    [Fact]
    public async Task A_source_topic_with_more_partitions_than_before()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("more-partitions"));
        await stopped.Admin.Client.CreatePartitionsAsync([
            new PartitionsSpecification { Topic = stopped.Plan.Topology.Source.Topic, IncreaseTo = StoppedPipeline.Partitions + 1 },
        ]);
        var fault = await Should.ThrowAsync<StreamingException>(() => stopped.StartAsync());
        fault.Message.ShouldContain(stopped.Plan.Topology.Source.Topic);
        fault.Message.ShouldContain("partitions");
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).ShouldBe(stopped.Offsets);
    }

    [Fact]
    public async Task Offsets_that_have_expired()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("expired-offsets"));
        foreach (var stage in stopped.Plan.Stages)
            await stopped.Admin.ExpireAsync(stage.Group);
        var fault = await FaultAsync(stopped);
        fault.Message.ShouldContain("expired");
        $"{fault.Cure}".ShouldBe($"repair-offsets {stopped.Plan.Topology.Name}");
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_emptied_under_the_offsets()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("emptied-database"));
        var fault = await FaultAsync(stopped, await services.NewDatabaseAsync());
        fault.Message.ShouldContain("restored from an older backup or emptied");
        fault.Message.ShouldContain("restore a newer backup");
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).ShouldBe(stopped.Offsets);
    }

    [Fact]
    public async Task Source_records_deleted_before_they_were_read()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("deleted-records"));
        var source = stopped.Plan.Topology.Source.Topic;
        Sample.Publish(stopped.Publisher, stopped.Plan, Sample.Events(StoppedPipeline.Events, seed: 2), StoppedPipeline.Partitions, 1);
        await stopped.Admin.Client.DeleteRecordsAsync([new TopicPartitionOffset(source, 0, Offset.End)]);
        var fault = await FaultAsync(stopped);
        fault.Message.ShouldContain($"{source}[0]");
        fault.Message.ShouldContain("no longer on the broker");
        // The stage that reads them has not moved in its other partitions either.
        (await OffsetsOf(stopped)).ShouldBe(stopped.Offsets.Where(o => o.StartsWith(stopped.Plan.Entry.Group, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Offsets_that_somebody_moved()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("moved-offsets"));
        var (group, source) = (stopped.Plan.Entry.Group, stopped.Plan.Topology.Source.Topic);
        await stopped.Admin.ExpireMembersAsync(group);
        await stopped.Admin.Client.AlterConsumerGroupOffsetsAsync([
            new ConsumerGroupTopicPartitionOffsets(group, [new TopicPartitionOffset(source, 1, 3)]),
        ]);
        var moved = await OffsetsOf(stopped);
        var fault = await FaultAsync(stopped);
        fault.Message.ShouldContain($"the group's offset for {source}[1] is 3");
        (await OffsetsOf(stopped)).ShouldBe(moved);
    }

    [Fact]
    public async Task Offsets_older_than_they_can_be()
    {
        // What was emitted since would be emitted twice.
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("forgotten-offsets"), maxBatchRows: 10);
        await stopped.ForgetAsync(partition: 1, version: 1);
        var forgotten = await OffsetsOf(stopped);
        var fault = await FaultAsync(stopped);
        fault.Message.ShouldContain("lineage version 1 was the last one emitted");
        $"{fault.Cure}".ShouldBe($"repair-offsets {stopped.Plan.Topology.Name}");
        (await OffsetsOf(stopped)).ShouldBe(forgotten);
    }

    [Fact]
    public async Task Nothing_recorded_is_at_the_mercy_of_offsets_that_expire_while_the_group_runs()
    {
        // A broker lets offsets of topics expire that a running group does not subscribe to.
        var plan = Sample.Plan("subscribed");
        using var admin = new KafkaAdmin(services.Kafka);
        using var publisher = new TestPublisher(services.Kafka);
        await using var pipeline = await TestPipeline.StartAsync(
            plan,
            TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync(), StoppedPipeline.Partitions)
        );
        Sample.Publish(publisher, plan, Sample.Events(100), StoppedPipeline.Partitions, StoppedPipeline.Partitions);
        await pipeline.CommittedAsync(100);
        foreach (var stage in plan.Stages)
        {
            var group = (await admin.Client.DescribeConsumerGroupsAsync([stage.Group])).ConsumerGroupDescriptions[0];
            var assigned = group.Members.SelectMany(m => m.Assignment.TopicPartitions).Select(p => p.Topic).Distinct();
            var committed = (await admin.OffsetsAsync(plan)).Where(o => o.StartsWith(stage.Group + ' ', StringComparison.Ordinal));
            committed.Select(o => o.Split(' ')[1].Split('[')[0]).Distinct().ShouldBe(assigned, ignoreOrder: true);
        }
    }

    static async Task<IEnumerable<string>> OffsetsOf(StoppedPipeline stopped) =>
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).Where(o => o.StartsWith(stopped.Plan.Entry.Group, StringComparison.Ordinal));

    static async Task<StreamingException> FaultAsync(StoppedPipeline stopped, string? postgres = null)
    {
        await using var pipeline = await stopped.StartAsync(postgres);
        return await pipeline.FaultAsync<StreamingException>();
    }
}
