using Confluent.Kafka;

namespace Streaming.Embedded.Kafka.Tests.Contract;

public abstract class TransactionalOffsetContract(IKafkaTarget target) : KafkaContract(target)
{
    [Fact]
    public async Task OffsetsAreCommittedWithTheTransaction()
    {
        var topic = await TopicAsync();
        var group = Unique("group");
        using var producer = Transactional();
        using var consumer = await MemberAsync(topic, group);
        var partition = new TopicPartition(topic, 0);
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(partition, 1)], consumer.ConsumerGroupMetadata, Patience);
        producer.CommitTransaction(Patience);
        consumer.Committed([partition], Patience)[0].Offset.Value.ShouldBe(1);
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(partition, 2)], consumer.ConsumerGroupMetadata, Patience);
        producer.AbortTransaction(Patience);
        consumer.Committed([partition], Patience)[0].Offset.Value.ShouldBe(1);
    }

    [Fact]
    public async Task APendingOffsetIsNeitherOldNorNew()
    {
        var topic = await TopicAsync();
        var group = Unique("group");
        using var producer = Transactional();
        using var consumer = await MemberAsync(topic, group);
        var partition = new TopicPartition(topic, 0);
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(partition, 1)], consumer.ConsumerGroupMetadata, Patience);
        Should.Throw<KafkaException>(() => consumer.Committed([partition], TimeSpan.FromMilliseconds(500)));
        producer.CommitTransaction(Patience);
        consumer.Committed([partition], Patience)[0].Offset.Value.ShouldBe(1);
    }

    [Fact]
    public async Task AnOldGenerationIsRefused()
    {
        var topic = await TopicAsync(2);
        var group = Unique("group");
        using var producer = Transactional();
        using var zombie = await MemberAsync(topic, group, partitions: 2);
        var old = zombie.ConsumerGroupMetadata;
        using var joining = Consumer(group);
        joining.Subscribe(topic);
        while (joining.Assignment.Count == 0)
        {
            joining.Consume(TimeSpan.FromMilliseconds(10));
            zombie.Consume(TimeSpan.FromMilliseconds(10));
        }

        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Message("zombie"));
        var error = Should
            .Throw<KafkaException>(() => producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 1)], old, Patience))
            .Error;
        error.Code.ShouldBeOneOf(ErrorCode.IllegalGeneration, ErrorCode.UnknownMemberId);
        producer.AbortTransaction(Patience);
        ReadValues(topic).ShouldBeEmpty();
    }

    [Fact]
    public async Task AMemberThatLeftIsRefused()
    {
        var topic = await TopicAsync();
        var group = Unique("group");
        using var producer = Transactional();
        IConsumerGroupMetadata old;
        using (var gone = await MemberAsync(topic, group))
        {
            old = gone.ConsumerGroupMetadata;
            gone.Close();
        }

        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Message("zombie"));
        Should
            .Throw<KafkaException>(() => producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 1)], old, Patience))
            .Error.Code.ShouldBeOneOf(ErrorCode.IllegalGeneration, ErrorCode.UnknownMemberId);
        producer.AbortTransaction(Patience);
    }

    async Task<IConsumer<string, string>> MemberAsync(string topic, string group, int partitions = 1)
    {
        using var feeder = Producer();
        await feeder.ProduceAsync(await TopicAsync(), Message("warm"));
        var consumer = Consumer(group);
        consumer.Subscribe(topic);
        AwaitAssignment(consumer, partitions);
        return consumer;
    }
}

public sealed class EmbeddedTransactionalOffsetTests(EmbeddedTarget target) : TransactionalOffsetContract(target);

public sealed class ApacheTransactionalOffsetTests(ApacheTarget target) : TransactionalOffsetContract(target);
