using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Streaming.Embedded.Kafka.Tests.Contract;

public abstract class GroupContract(IKafkaTarget target) : KafkaContract(target)
{
    [Fact]
    public async Task MembersShareThePartitions()
    {
        var topic = await TopicAsync(4);
        var group = Unique("group");
        using var first = Consumer(group);
        first.Subscribe(topic);
        AwaitAssignment(first, 4);
        using var second = Consumer(group);
        second.Subscribe(topic);
        PollUntil(() => first.Assignment.Count == 2 && second.Assignment.Count == 2, first, second);
        first.Assignment.Concat(second.Assignment).Select(partition => partition.Partition.Value).Order().ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task TheOthersTakeOverWhenAMemberLeaves()
    {
        var topic = await TopicAsync(2);
        var group = Unique("group");
        using var stays = Consumer(group);
        stays.Subscribe(topic);
        AwaitAssignment(stays, 2);
        using (var leaves = Consumer(group))
        {
            leaves.Subscribe(topic);
            PollUntil(() => stays.Assignment.Count == 1 && leaves.Assignment.Count == 1, stays, leaves);
            leaves.Close();
        }

        AwaitAssignment(stays, 2);
    }

    [Fact]
    public async Task CooperativeMembersKeepWhatTheyHave()
    {
        var topic = await TopicAsync(2);
        var group = Unique("group");
        static void Cooperative(ConsumerConfig config) =>
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
        using var first = Consumer(group, Cooperative);
        first.Subscribe(topic);
        AwaitAssignment(first, 2);
        using var second = Consumer(group, Cooperative);
        second.Subscribe(topic);
        PollUntil(() => first.Assignment.Count == 1 && second.Assignment.Count == 1, first, second);
        first.Assignment.ShouldNotBe(second.Assignment);
        // librdkafka can hang when such a consumer is disposed without leaving first.
        second.Close();
        first.Close();
    }

    [Fact]
    public async Task AConsumerGoesOnWhereItsGroupStopped()
    {
        var topic = await TopicAsync();
        var group = Unique("group");
        using var producer = Producer();
        for (var i = 0; i < 10; i++)
            await producer.ProduceAsync(topic, Message($"{i}"));
        using (var consumer = Consumer(group))
        {
            consumer.Subscribe(topic);
            for (var i = 0; i < 4; i++)
                consumer.Commit(Next(consumer));
            consumer.Close();
        }

        using var heir = Consumer(group);
        heir.Subscribe(topic);
        Next(heir).Message.Value.ShouldBe("4");
    }

    [Fact]
    public async Task AStaticMemberComesBackWithoutARebalance()
    {
        var topic = await TopicAsync(2);
        var group = Unique("group");
        using var other = Consumer(group, config => config.GroupInstanceId = "other");
        other.Subscribe(topic);
        AwaitAssignment(other, 2);
        List<TopicPartition> before;
        using (var restarts = Consumer(group, config => config.GroupInstanceId = "restarts"))
        {
            restarts.Subscribe(topic);
            PollUntil(() => other.Assignment.Count == 1 && restarts.Assignment.Count == 1, other, restarts);
            before = restarts.Assignment;
            // A static member that closes does not leave.
            restarts.Close();
        }

        var generation = await DescribeAsync(group);
        using var again = Consumer(group, config => config.GroupInstanceId = "restarts");
        again.Subscribe(topic);
        PollUntil(() => again.Assignment.Count == 1, again);
        again.Assignment.ShouldBe(before);
        (await DescribeAsync(group))
            .Members.Select(member => member.GroupInstanceId)
            .Order()
            .ShouldBe(generation.Members.Select(member => member.GroupInstanceId).Order());
        other.Assignment.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ASecondConsumerWithTheSameInstanceIdFencesTheFirst()
    {
        var topic = await TopicAsync();
        var group = Unique("group");
        using var first = Consumer(group, config => config.GroupInstanceId = "one");
        first.Subscribe(topic);
        AwaitAssignment(first, 1);
        using var second = Consumer(group, config => config.GroupInstanceId = "one");
        second.Subscribe(topic);
        var fenced = false;
        PollUntil(
            () =>
            {
                try
                {
                    first.Consume(TimeSpan.FromMilliseconds(10));
                }
                catch (ConsumeException e)
                {
                    e.Error.Code.ShouldBeOneOf(ErrorCode.FencedInstanceId, ErrorCode.Local_Fatal);
                    fenced = true;
                }

                return fenced;
            },
            second
        );
    }

    [Fact]
    public async Task OffsetsCommitWithMetadataAndAreFetched()
    {
        var topic = await TopicAsync(2);
        var group = Unique("group");
        using var producer = Producer();
        using var consumer = Consumer(group);
        consumer.Commit([new TopicPartitionOffset(topic, 0, 17)]);
        var committed = consumer.Committed([new TopicPartition(topic, 0), new TopicPartition(topic, 1)], Patience);
        committed[0].Offset.Value.ShouldBe(17);
        committed[1].Offset.ShouldBe(Offset.Unset);
        using var admin = Admin();
        var listed = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, null)]);
        listed[0].Partitions.ShouldHaveSingleItem().Offset.Value.ShouldBe(17);
        await admin.AlterConsumerGroupOffsetsAsync([
            new ConsumerGroupTopicPartitionOffsets(group, [new TopicPartitionOffset(topic, 1, 3)]),
        ]);
        consumer.Committed([new TopicPartition(topic, 1)], Patience)[0].Offset.Value.ShouldBe(3);
        await admin.DeleteConsumerGroupOffsetsAsync(group, [new TopicPartition(topic, 0)]);
        consumer.Committed([new TopicPartition(topic, 0)], Patience)[0].Offset.ShouldBe(Offset.Unset);
    }

    [Fact]
    public async Task AMemberWhoseGroupMovedOnCannotCommit()
    {
        var topic = await TopicAsync(2);
        var group = Unique("group");
        using var slow = Consumer(group, config => config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range);
        slow.Subscribe(topic);
        AwaitAssignment(slow, 2);
        using var outsider = Consumer(group);
        // Nobody in particular may not commit while the group has members.
        Should
            .Throw<KafkaException>(() => outsider.Commit([new TopicPartitionOffset(topic, 0, 5)]))
            .Error.Code.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task GroupsAreListedDescribedAndDeleted()
    {
        var topic = await TopicAsync();
        var group = Unique("group");
        using var admin = Admin();
        using (var consumer = Consumer(group, config => config.ClientId = "someone"))
        {
            consumer.Subscribe(topic);
            AwaitAssignment(consumer, 1);
            (await admin.ListConsumerGroupsAsync()).Valid.Select(listed => listed.GroupId).ShouldContain(group);
            var described = await DescribeAsync(group);
            described.State.ShouldBe(ConsumerGroupState.Stable);
            described.PartitionAssignor.ShouldBe("range");
            var member = described.Members.ShouldHaveSingleItem();
            member.ClientId.ShouldBe("someone");
            member.Host.ShouldBe("/127.0.0.1");
            member.Assignment.TopicPartitions.ShouldHaveSingleItem().ShouldBe(new TopicPartition(topic, 0));
            (await Should.ThrowAsync<DeleteGroupsException>(() => admin.DeleteGroupsAsync([group])))
                .Results[0]
                .Error.Code.ShouldBe(ErrorCode.NonEmptyGroup);
            consumer.Close();
        }

        (await DescribeAsync(group)).State.ShouldBe(ConsumerGroupState.Empty);
        await admin.DeleteGroupsAsync([group]);
        (await Should.ThrowAsync<DeleteGroupsException>(() => admin.DeleteGroupsAsync([group])))
            .Results[0]
            .Error.Code.ShouldBe(ErrorCode.GroupIdNotFound);
    }

    [Fact]
    public async Task MembersOfDifferentKindsDoNotMix()
    {
        var topic = await TopicAsync();
        var group = Unique("group");
        using var range = Consumer(group, config => config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range);
        range.Subscribe(topic);
        AwaitAssignment(range, 1);
        using var cooperative = Consumer(group, config =>
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky
        );
        cooperative.Subscribe(topic);
        Should.Throw<ConsumeException>(() => cooperative.Consume(Patience)).Error.Code.ShouldBe(ErrorCode.InconsistentGroupProtocol);
    }

    [Fact]
    public async Task ASubscriptionByPatternFindsNewTopics()
    {
        var prefix = Unique("pattern");
        using var admin = Admin();
        await admin.CreateTopicsAsync([
            new TopicSpecification
            {
                Name = prefix + "-a",
                NumPartitions = 1,
                ReplicationFactor = 1,
            },
        ]);
        using var consumer = Consumer(configure: config => config.TopicMetadataRefreshIntervalMs = 100);
        consumer.Subscribe($"^{prefix}.*");
        AwaitAssignment(consumer, 1);
        await admin.CreateTopicsAsync([
            new TopicSpecification
            {
                Name = prefix + "-b",
                NumPartitions = 1,
                ReplicationFactor = 1,
            },
        ]);
        AwaitAssignment(consumer, 2);
    }

    async Task<ConsumerGroupDescription> DescribeAsync(string group)
    {
        using var admin = Admin();
        return (await admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions[0];
    }

    static ConsumeResult<string, string> Next(IConsumer<string, string> consumer)
    {
        while (true)
        {
            var result = consumer.Consume(Patience).ShouldNotBeNull();
            if (!result.IsPartitionEOF)
                return result;
        }
    }

    static void PollUntil(Func<bool> condition, params IConsumer<string, string>[] consumers)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience);
            foreach (var consumer in consumers)
                consumer.Consume(TimeSpan.FromMilliseconds(10));
        }
    }
}

public sealed class EmbeddedGroupTests(EmbeddedTarget target) : GroupContract(target);

public sealed class ApacheGroupTests(ApacheTarget target) : GroupContract(target);
