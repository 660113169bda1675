using Confluent.Kafka;

namespace Streaming.Embedded.Kafka.Tests.Contract;

public abstract class ProduceFetchContract(IKafkaTarget target) : KafkaContract(target)
{
    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task RecordsComeBackAsTheyWere(CompressionType compression)
    {
        var topic = await TopicAsync();
        using var producer = Producer(config =>
        {
            config.CompressionType = compression;
            config.LingerMs = 20;
        });
        var sent = Enumerable.Range(0, 500).Select(i => new string((char)('a' + (i % 26)), 200) + i).ToList();
        var reports = sent.ConvertAll(value =>
            producer.ProduceAsync(
                topic,
                new Message<string, string>
                {
                    Key = "key",
                    Value = value,
                    Headers = [new Header("h", [1, 2, 3])],
                    Timestamp = new Timestamp(1_700_000_000_000, TimestampType.CreateTime),
                }
            )
        );
        await Task.WhenAll(reports);
        var read = ReadAll(topic);
        read.ConvertAll(result => result.Message.Value).ShouldBe(sent);
        read.ConvertAll(result => result.Offset.Value).ShouldBe(Enumerable.Range(0, 500).Select(i => (long)i));
        read[7].Message.Key.ShouldBe("key");
        read[7].Message.Timestamp.UnixTimestampMs.ShouldBe(1_700_000_000_000);
        read[7].Message.Headers[0].GetValueBytes().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task NullKeysAndValuesStayNull()
    {
        var topic = await TopicAsync();
        using var producer = Producer();
        await producer.ProduceAsync(topic, new Message<string, string> { Key = null!, Value = null! });
        var message = ReadAll(topic).ShouldHaveSingleItem().Message;
        message.Key.ShouldBeNull();
        message.Value.ShouldBeNull();
    }

    [Fact]
    public async Task AFetchBeginsInTheMiddle()
    {
        var topic = await TopicAsync();
        using var producer = Producer(config => config.LingerMs = 5);
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => producer.ProduceAsync(topic, Message($"{i}"))));
        ReadAll(topic, from: 678).ConvertAll(result => result.Message.Value).ShouldBe(Enumerable.Range(678, 322).Select(i => $"{i}"));
    }

    [Fact]
    public async Task PartitionsKeepTheirOrder()
    {
        var topic = await TopicAsync(3);
        using var producer = Producer();
        for (var i = 0; i < 30; i++)
            producer.Produce(new TopicPartition(topic, i % 3), Message($"{i}"));
        producer.Flush(Patience);
        for (var p = 0; p < 3; p++)
            ReadValues(topic, p).ShouldBe(Enumerable.Range(0, 10).Select(i => $"{(i * 3) + p}"));
    }

    [Fact]
    public async Task AcksZeroArrives()
    {
        var topic = await TopicAsync();
        using var producer = Producer(config =>
        {
            config.EnableIdempotence = false;
            config.Acks = Acks.None;
        });
        producer.Produce(topic, Message("unacknowledged"));
        producer.Flush(Patience);
        using var consumer = Consumer(configure: config => config.EnablePartitionEof = false);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        consumer.Consume(Patience).Message.Value.ShouldBe("unacknowledged");
    }

    [Fact]
    public void AnUnknownTopicIsCreatedOnProduce()
    {
        var topic = Unique("auto");
        using var producer = Producer();
        producer.Produce(topic, Message("first"));
        producer.Flush(Patience).ShouldBe(0);
        ReadValues(topic).ShouldBe(["first"]);
    }

    [Fact]
    public async Task ALargeMessagePassesAndATooLargeOneIsRefused()
    {
        var topic = await TopicAsync(1, ("max.message.bytes", "5000000"));
        using var producer = Producer(config => config.MessageMaxBytes = 20_000_000);
        var large = new string('x', 4_900_000);
        await producer.ProduceAsync(topic, Message(large));
        (
            await Should.ThrowAsync<ProduceException<string, string>>(() =>
                producer.ProduceAsync(topic, Message(new string('y', 5_100_000)))
            )
        ).Error.Code.ShouldBe(ErrorCode.MsgSizeTooLarge);
        ReadValues(topic).ShouldBe([large]);
    }

    [Fact]
    public async Task ALargeBatchIsReadWithASmallFetchSize()
    {
        var topic = await TopicAsync();
        using var producer = Producer();
        var large = new string('z', 900_000);
        await producer.ProduceAsync(topic, Message(large));
        await producer.ProduceAsync(topic, Message("after"));
        using var consumer = Consumer(configure: config =>
        {
            config.MaxPartitionFetchBytes = 1000;
            config.EnablePartitionEof = false;
        });
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        consumer.Consume(Patience).Message.Value.ShouldBe(large);
        consumer.Consume(Patience).Message.Value.ShouldBe("after");
    }

    [Fact]
    public async Task ATimestampFarAheadIsRefused()
    {
        var topic = await TopicAsync();
        using var producer = Producer();
        var message = Message("2100");
        message.Timestamp = new Timestamp(new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await Should.ThrowAsync<ProduceException<string, string>>(() => producer.ProduceAsync(topic, message))).Error.Code.ShouldBe(
            ErrorCode.InvalidTimestamp
        );
    }

    [Fact]
    public async Task TheBrokerStampsRecordsWhereTheTopicSaysSo()
    {
        var topic = await TopicAsync(1, ("message.timestamp.type", "LogAppendTime"));
        using var producer = Producer();
        var message = Message("stamped");
        message.Timestamp = new Timestamp(1_000, TimestampType.CreateTime);
        await producer.ProduceAsync(topic, message);
        var timestamp = ReadAll(topic)[0].Message.Timestamp;
        timestamp.Type.ShouldBe(TimestampType.LogAppendTime);
        var age = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - timestamp.UnixTimestampMs;
        age.ShouldBeInRange(-1000, 60_000);
    }

    [Fact]
    public async Task OutOfRangeIsAnErrorWhereTheConsumerWantsIt()
    {
        var topic = await TopicAsync();
        using var producer = Producer();
        await producer.ProduceAsync(topic, Message("only"));
        using var consumer = Consumer(configure: config => config.AutoOffsetReset = AutoOffsetReset.Error);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 100));
        Should.Throw<ConsumeException>(() => consumer.Consume(Patience)).Error.Code.ShouldBe(ErrorCode.Local_AutoOffsetReset);
    }

    [Fact]
    public async Task AWaitingFetchWakesWhenSomethingArrives()
    {
        var topic = await TopicAsync();
        using var producer = Producer();
        using var consumer = Consumer(configure: WaitEndlessly);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        consumer.Consume(TimeSpan.FromMilliseconds(300)).ShouldBeNull();
        await producer.ProduceAsync(topic, Message("wake"));
        consumer.Consume(Patience).ShouldNotBeNull().Message.Value.ShouldBe("wake");
    }
}

public sealed class EmbeddedProduceFetchTests(EmbeddedTarget target) : ProduceFetchContract(target);

public sealed class ApacheProduceFetchTests(ApacheTarget target) : ProduceFetchContract(target);
