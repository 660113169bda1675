using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Contract;

public abstract class AdminContract(IKafkaTarget target) : KafkaContract(target)
{
    [Fact]
    public async Task TopicsAreCreatedWithWhatWasAskedFor()
    {
        var topic = await TopicAsync(3, ("retention.ms", "3600000"));
        using var admin = Admin();
        var metadata = admin.GetMetadata(topic, Patience).Topics[0];
        metadata.Partitions.Count.ShouldBe(3);
        metadata.Partitions.ShouldAllBe(partition => partition.Replicas.Length == 1);
        var config = await ConfigAsync(admin, topic);
        config["retention.ms"].Value.ShouldBe("3600000");
        config["retention.ms"].Source.ShouldBe(ConfigSource.DynamicTopicConfig);
        config["cleanup.policy"].Value.ShouldBe("delete");
        config["cleanup.policy"].IsDefault.ShouldBeTrue();
        var described = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]));
        described.TopicDescriptions[0].Partitions.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("bad name!", 1, 1, null, null, ErrorCode.TopicException)]
    [InlineData(null, 1, 3, null, null, ErrorCode.InvalidReplicationFactor)]
    [InlineData(null, 1, 1, "no.such.setting", "1", ErrorCode.InvalidConfig)]
    [InlineData(null, 1, 1, "retention.ms", "soon", ErrorCode.InvalidConfig)]
    public async Task ImpossibleTopicsAreRefused(
        string? name,
        int partitions,
        short replicas,
        string? setting,
        string? value,
        ErrorCode expected
    )
    {
        using var admin = Admin();
        var topic = new TopicSpecification
        {
            Name = name ?? Unique("topic"),
            NumPartitions = partitions,
            ReplicationFactor = replicas,
        };
        if (setting is not null)
            topic.Configs = new Dictionary<string, string> { [setting] = value! };
        (await Should.ThrowAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([topic]))).Results[0].Error.Code.ShouldBe(expected);
    }

    [Fact]
    public async Task ATopicIsCreatedOnce()
    {
        var topic = await TopicAsync();
        using var admin = Admin();
        (
            await Should.ThrowAsync<CreateTopicsException>(() =>
                admin.CreateTopicsAsync([
                    new TopicSpecification
                    {
                        Name = topic,
                        NumPartitions = 1,
                        ReplicationFactor = 1,
                    },
                ])
            )
        ).Results[0].Error.Code.ShouldBe(ErrorCode.TopicAlreadyExists);
    }

    [Fact]
    public async Task ADryRunCreatesNothing()
    {
        var topic = Unique("dry");
        using var admin = Admin();
        await admin.CreateTopicsAsync(
            [
                new TopicSpecification
                {
                    Name = topic,
                    NumPartitions = 1,
                    ReplicationFactor = 1,
                },
            ],
            new CreateTopicsOptions { ValidateOnly = true }
        );
        admin.GetMetadata(Patience).Topics.ShouldNotContain(found => found.Topic == topic);
    }

    [Fact]
    public async Task ADeletedTopicIsGoneAndStartsAfresh()
    {
        var topic = await TopicAsync();
        var group = Unique("group");
        using var producer = Producer();
        await producer.ProduceAsync(topic, Message("old"));
        using (var consumer = Consumer(group))
            consumer.Commit([new TopicPartitionOffset(topic, 0, 1)]);
        using var admin = Admin();
        await admin.DeleteTopicsAsync([topic]);
        (await Should.ThrowAsync<DeleteTopicsException>(() => admin.DeleteTopicsAsync([topic])))
            .Results[0]
            .Error.Code.ShouldBe(ErrorCode.UnknownTopicOrPart);
        await CreateAgainAsync(admin, topic);
        using var fresh = Producer();
        await fresh.ProduceAsync(topic, Message("new"));
        ReadValues(topic).ShouldBe(["new"]);
        using var heir = Consumer(group);
        heir.Committed([new TopicPartition(topic, 0)], Patience)[0].Offset.ShouldBe(Offset.Unset);
    }

    [Fact]
    public async Task ATopicHasAnIdOfItsOwn()
    {
        var topic = await TopicAsync();
        using var admin = Admin();
        var first = await IdAsync(admin, topic);
        (await IdAsync(admin, topic)).ShouldBe(first);
        await admin.DeleteTopicsAsync([topic]);
        await CreateAgainAsync(admin, topic);
        await Eventually.TrueAsync(async () => await IdAsync(admin, topic) is { } second && second != first, "it is another topic");
    }

    [Theory]
    [InlineData("__consumer_offsets")]
    [InlineData("__transaction_state")]
    public async Task TheTopicsOfGroupsAndTransactionsAreInternal(string topic)
    {
        using (var producer = Transactional())
        using (var consumer = Consumer())
        {
            // Whoever asks first may meet a coordinator that is being made.
            await Eventually.TrueAsync(() => AnswersOf(consumer), "the group has a coordinator");
        }

        using var admin = Admin();
        await Eventually.TrueAsync(() => admin.GetMetadata(Patience).Topics.Exists(t => t.Topic == topic), $"{topic} is listed");
        var described = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]))).TopicDescriptions[0];
        described.IsInternal.ShouldBeTrue();
        described.Partitions.ShouldNotBeEmpty();
        (await ConfigAsync(admin, topic))["cleanup.policy"].Value.ShouldBe("compact");
        using var intruder = Producer();
        (
            await Should.ThrowAsync<ProduceException<string, string>>(() =>
                intruder.ProduceAsync(new TopicPartition(topic, 0), Message("forged"))
            )
        ).Error.Code.ShouldBe(ErrorCode.TopicException);
    }

    /// <summary>A deleted topic's name is free only once its logs are gone.</summary>
    static Task CreateAgainAsync(IAdminClient admin, string topic) =>
        Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await admin.CreateTopicsAsync([
                        new TopicSpecification
                        {
                            Name = topic,
                            NumPartitions = 1,
                            ReplicationFactor = 1,
                        },
                    ]);
                    return true;
                }
                catch (CreateTopicsException)
                {
                    return false;
                }
            },
            "the topic can be created again"
        );

    static bool AnswersOf(IConsumer<string, string> consumer)
    {
        try
        {
            consumer.Committed([new TopicPartition(Unique("topic"), 0)], Patience);
            return true;
        }
        catch (KafkaException e)
            when (e.Error.Code
                    is ErrorCode.NotCoordinatorForGroup
                        or ErrorCode.GroupCoordinatorNotAvailable
                        or ErrorCode.GroupLoadInProgress
            )
        {
            return false;
        }
    }

    static async Task<string?> IdAsync(IAdminClient admin, string topic)
    {
        try
        {
            return (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]))).TopicDescriptions[0].TopicId.ToString();
        }
        catch (DescribeTopicsException)
        {
            return null;
        }
    }

    [Fact]
    public async Task PartitionsAreAddedAndNotTakenAway()
    {
        var topic = await TopicAsync();
        using var admin = Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 3 }]);
        await Eventually.TrueAsync(() => admin.GetMetadata(topic, Patience).Topics[0].Partitions.Count == 3, "the partitions are visible");
        (
            await Should.ThrowAsync<CreatePartitionsException>(() =>
                admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 2 }])
            )
        )
            .Results[0]
            .Error.Code.ShouldBe(ErrorCode.InvalidPartitions);
        using var producer = Producer();
        await producer.ProduceAsync(new TopicPartition(topic, 2), Message("third"));
        ReadValues(topic, 2).ShouldBe(["third"]);
    }

    [Fact]
    public async Task SettingsAreChangedOneByOneOrAllAtOnce()
    {
        var topic = await TopicAsync(1, ("retention.ms", "1000000"), ("segment.ms", "2000000"));
        using var admin = Admin();
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        await admin.IncrementalAlterConfigsAsync(
            new Dictionary<ConfigResource, List<ConfigEntry>>
            {
                [resource] =
                [
                    new ConfigEntry
                    {
                        Name = "max.message.bytes",
                        Value = "5000",
                        IncrementalOperation = AlterConfigOpType.Set,
                    },
                    new ConfigEntry
                    {
                        Name = "segment.ms",
                        Value = null,
                        IncrementalOperation = AlterConfigOpType.Delete,
                    },
                ],
            }
        );
        await Eventually.TrueAsync(
            async () => (await ConfigAsync(admin, topic))["max.message.bytes"].Value == "5000",
            "the change is visible"
        );
        var config = await ConfigAsync(admin, topic);
        config["retention.ms"].Value.ShouldBe("1000000");
        config["segment.ms"].Value.ShouldBe("604800000");
        using var producer = Producer();
        (
            await Should.ThrowAsync<ProduceException<string, string>>(() => producer.ProduceAsync(topic, Message(new string('x', 6000))))
        ).Error.Code.ShouldBe(ErrorCode.MsgSizeTooLarge);
        await admin.AlterConfigsAsync(
            new Dictionary<ConfigResource, List<ConfigEntry>> { [resource] = [new ConfigEntry { Name = "retention.bytes", Value = "77" }] }
        );
        await Eventually.TrueAsync(async () => (await ConfigAsync(admin, topic))["retention.bytes"].Value == "77", "the change is visible");
        config = await ConfigAsync(admin, topic);
        config["retention.ms"].Value.ShouldBe("604800000");
        config["max.message.bytes"].Value.ShouldBe("1048588");
    }

    [Fact]
    public async Task TheClusterIsDescribed()
    {
        using var admin = Admin();
        var cluster = await admin.DescribeClusterAsync();
        cluster.Nodes.ShouldHaveSingleItem().Id.ShouldBe(1);
        cluster.Controller.ShouldNotBeNull();
        cluster.ClusterId.Length.ShouldBe(22);
    }

    static async Task<Dictionary<string, ConfigEntryResult>> ConfigAsync(IAdminClient admin, string topic) =>
        (await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]))[0].Entries;
}

public sealed class EmbeddedAdminTests(EmbeddedTarget target) : AdminContract(target);

public sealed class ApacheAdminTests(ApacheTarget target) : AdminContract(target);
