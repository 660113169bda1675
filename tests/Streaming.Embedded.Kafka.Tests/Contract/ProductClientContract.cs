using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Tests.Setup;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>What the product's own clients promise, on either broker.</summary>
public abstract class ProductClientContract(IKafkaTarget target) : KafkaContract(target)
{
    /// <summary>More records in a transaction than any look ahead would pass over.</summary>
    const int Many = 300;

    KafkaConnection Connection => new(Bootstrap) { Patience = Patience };

    [Fact]
    public async Task AGroupIsAtTheEndWhereOnlyAbortedRecordsFollow()
    {
        var topic = await TopicAsync(2);
        var group = Unique("group");
        using var producer = Transactional();
        producer.BeginTransaction();
        await producer.ProduceAsync(new TopicPartition(topic, 0), Message("taken"));
        await producer.ProduceAsync(new TopicPartition(topic, 1), Message("taken"));
        producer.CommitTransaction(Patience);
        producer.BeginTransaction();
        for (var i = 0; i < Many; i++)
            producer.Produce(new TopicPartition(topic, 0), Message($"{i}"));
        producer.Flush(Patience).ShouldBe(0);
        producer.AbortTransaction(Patience);
        using var admin = new KafkaAdmin(Connection);
        await admin.CommitAsync(group, [new TopicPartitionOffset(topic, 0, 1), new TopicPartitionOffset(topic, 1, 0)]);
        // Apache Kafka answers before its markers are written.
        await Eventually.TrueAsync(
            async () => (await EndsAsync(admin, topic)).GetValueOrDefault(new KafkaPartition(topic, 0)) >= Many + 2,
            "the markers are there"
        );

        var ends = await EndsAsync(admin, topic);
        using var lag = new GroupLag(Connection, admin);
        // Asked again, it has not to read them again.
        for (var times = 0; times < 2; times++)
        {
            var lags = (await lag.ReadAsync(group, ends, TestContext.Current.CancellationToken)).ToDictionary(l => l.Partition.Partition);
            lags[0].Behind.ShouldBe(0);
            lags[1].Behind.ShouldBe(2);
        }
    }

    [Fact]
    public async Task ReadingComesToAnEndOverAbortedRecords()
    {
        var topic = await TopicAsync();
        using var producer = Transactional();
        for (var round = 0; round < 3; round++)
        {
            producer.BeginTransaction();
            for (var i = 0; i < Many; i++)
                producer.Produce(topic, Message($"{round}"));
            producer.Flush(Patience).ShouldBe(0);
            if (round == 1)
                producer.CommitTransaction(Patience);
            else
                producer.AbortTransaction(Patience);
        }

        using var reader = new TopicReader(Connection) { Patience = Patience };
        reader
            .ReadAll([new KafkaPartition(topic, 0)], TestContext.Current.CancellationToken)
            .Select(r => System.Text.Encoding.UTF8.GetString(r.Value!))
            .ShouldBe(Enumerable.Repeat("1", Many));
    }

    [Fact]
    public async Task ReadingDoesNotTakeAnOpenTransactionForTheEnd()
    {
        var topic = await TopicAsync();
        using var producer = Transactional();
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Message("open"));
        using var reader = new TopicReader(Connection) { Patience = TimeSpan.FromMilliseconds(500) };
        Should
            .Throw<Topology.StreamingException>(() =>
                reader.ReadAll([new KafkaPartition(topic, 0)], TestContext.Current.CancellationToken).Count()
            )
            .Message.ShouldContain($"{topic}[0] to offset 1");
    }

    [Fact]
    public async Task TopicsStateTheirRetention()
    {
        var name = Unique("made");
        using var admin = new KafkaAdmin(Connection);
        await admin.CreateAsync([new NewTopic(name, 2)]);
        // Somebody else was quicker: no fault.
        await admin.CreateAsync([new NewTopic(name, 2)]);
        using var client = Admin();
        await Eventually.TrueAsync(() => admin.Partitions().GetValueOrDefault(name) == 2, $"{name} is known");
        var entries = (await client.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = name }]))[0].Entries;
        entries["retention.ms"].Source.ShouldBe(ConfigSource.DynamicTopicConfig);
        entries["retention.ms"].Value.ShouldBe("604800000");
        entries["max.message.bytes"].Value.ShouldBe("16777216");
    }

    [Fact]
    public async Task APublisherSendsInOrderAndMarksItsPartitions()
    {
        var topic = await TopicAsync();
        var partition = new KafkaPartition(topic, 0);
        using (var publisher = new RecordPublisher(Connection))
        {
            for (byte i = 0; i < 100; i++)
                publisher.Send(partition, [i], null);
            publisher.Acknowledge();
            publisher.SendWatermark(partition, new Timestamp(1234));
            publisher.SendWatermark(partition, Watermark.Idle);
            publisher.Acknowledge();
        }

        using var reader = new TopicReader(Connection) { Patience = Patience };
        var records = reader.ReadAll([partition], TestContext.Current.CancellationToken).ToList();
        records.Take(100).Select(r => r.Key![0]).ShouldBe(Enumerable.Range(0, 100).Select(i => (byte)i));
        records.Skip(100).Select(r => r.Header(Watermark.Header)).ShouldBe(["1234", "idle"]);
    }

    [Fact]
    public async Task APartitionThatWasFoundToHoldRecordsIsReadAgainTheNextTime()
    {
        var topic = await TopicAsync(2);
        KafkaPartition[] partitions = [new(topic, 0), new(topic, 1)];
        using (var publisher = new RecordPublisher(Connection))
        {
            // A backlog many times what is fetched at once.
            for (var i = 0; i < 2000; i++)
                publisher.Send(partitions[0], [1], new byte[1000]);
            publisher.Send(partitions[1], [1], null);
            publisher.Acknowledge();
        }

        using var admin = new KafkaAdmin(Connection);
        using var reader = new TopicReader(Connection, WantedRecords.Presence) { Patience = Patience };
        var ends = await admin.EndsAsync(partitions);
        var starts = partitions.ToDictionary(p => p, _ => 0L);
        for (var time = 0; time < 2; time++)
        {
            reader
                .WithRecords(starts, ends, TestContext.Current.CancellationToken)
                .Order(Comparer<KafkaPartition>.Create((a, b) => a.Partition - b.Partition))
                .ShouldBe(partitions);
        }
    }

    static Task<Dictionary<KafkaPartition, long>> EndsAsync(KafkaAdmin admin, string topic) => admin.EndsAsync(admin.PartitionsOf(topic));
}

public sealed class EmbeddedProductClientTests(EmbeddedTarget target) : ProductClientContract(target);

public sealed class ApacheProductClientTests(ApacheTarget target) : ProductClientContract(target);
