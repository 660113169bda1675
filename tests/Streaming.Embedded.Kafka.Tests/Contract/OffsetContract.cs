using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Streaming.Embedded.Kafka.Tests.Contract;

public abstract class OffsetContract(IKafkaTarget target) : KafkaContract(target)
{
    const long Start = 1_700_000_000_000;

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task OffsetsAreFoundByTime(CompressionType compression)
    {
        var topic = await TopicAsync();
        await ProduceAsync(topic, 100, compression, batch: 10);
        using var consumer = Consumer();
        Find(consumer, topic, Start).ShouldBe(0);
        Find(consumer, topic, Start + 37_000).ShouldBe(37);
        Find(consumer, topic, Start + 36_001).ShouldBe(37);
        Find(consumer, topic, Start + 99_000).ShouldBe(99);
        Find(consumer, topic, Start + 99_001).ShouldBe(Offset.End.Value);
        Find(consumer, topic, 0).ShouldBe(0);
    }

    [Fact]
    public async Task TimesOutOfOrderGiveTheFirstOffsetThatReachesThem()
    {
        var topic = await TopicAsync();
        using var producer = Producer();
        foreach (var time in (long[])[5, 1, 9, 3, 9, 2])
            await producer.ProduceAsync(topic, Timed("x", Start + time));
        using var consumer = Consumer();
        Find(consumer, topic, Start + 2).ShouldBe(0);
        Find(consumer, topic, Start + 6).ShouldBe(2);
        Find(consumer, topic, Start + 10).ShouldBe(Offset.End.Value);
        using var admin = Admin();
        var latest = await admin.ListOffsetsAsync([
            new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, 0), OffsetSpec = OffsetSpec.MaxTimestamp() },
        ]);
        latest.ResultInfos[0].TopicPartitionOffsetError.Offset.Value.ShouldBe(2);
        latest.ResultInfos[0].Timestamp.ShouldBe(Start + 9);
    }

    [Fact]
    public async Task WatermarksAreTheFirstAndTheNextOffset()
    {
        var topic = await TopicAsync();
        using var consumer = Consumer();
        var empty = consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Patience);
        (empty.Low.Value, empty.High.Value).ShouldBe((0, 0));
        await ProduceAsync(topic, 5, CompressionType.None, batch: 1);
        var five = consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Patience);
        (five.Low.Value, five.High.Value).ShouldBe((0, 5));
    }

    [Fact]
    public async Task DeletedRecordsAreGone()
    {
        var topic = await TopicAsync();
        await ProduceAsync(topic, 10, CompressionType.None, batch: 1);
        using var admin = Admin();
        var deleted = await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 4)]);
        deleted[0].Offset.Value.ShouldBe(4);
        using var consumer = Consumer();
        consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Patience).Low.Value.ShouldBe(4);
        ReadValues(topic).ShouldBe(["4", "5", "6", "7", "8", "9"]);
        Find(consumer, topic, Start).ShouldBe(4);
        (await Should.ThrowAsync<DeleteRecordsException>(() => admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 11)])))
            .Results[0]
            .Error.Code.ShouldBe(ErrorCode.OffsetOutOfRange);
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, Offset.End)]);
        ReadValues(topic).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadingBelowTheStartIsOutOfRange()
    {
        var topic = await TopicAsync();
        await ProduceAsync(topic, 10, CompressionType.None, batch: 1);
        using var admin = Admin();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 4)]);
        using var consumer = Consumer(configure: config => config.AutoOffsetReset = AutoOffsetReset.Error);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 2));
        Should.Throw<ConsumeException>(() => consumer.Consume(Patience)).Error.Code.ShouldBe(ErrorCode.Local_AutoOffsetReset);
    }

    async Task ProduceAsync(string topic, int count, CompressionType compression, int batch)
    {
        using var producer = Producer(config =>
        {
            config.CompressionType = compression;
            config.LingerMs = 1000;
        });
        for (var i = 0; i < count; i++)
        {
            producer.Produce(topic, Timed($"{i}", Start + (i * 1000)));
            if (i % batch == batch - 1)
                producer.Flush(Patience);
        }

        await Task.Run(() => producer.Flush(Patience));
    }

    static long Find(IConsumer<string, string> consumer, string topic, long time) =>
        consumer
            .OffsetsForTimes([new TopicPartitionTimestamp(topic, 0, new Timestamp(time, TimestampType.CreateTime))], Patience)[0]
            .Offset.Value;

    static Message<string, string> Timed(string value, long time) =>
        new()
        {
            Key = "k",
            Value = value,
            Timestamp = new Timestamp(time, TimestampType.CreateTime),
        };
}

public sealed class EmbeddedOffsetTests(EmbeddedTarget target) : OffsetContract(target);

public sealed class ApacheOffsetTests(ApacheTarget target) : OffsetContract(target);
