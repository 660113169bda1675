using Confluent.Kafka;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Recovery;

/// <summary>
/// The broker's process is killed in the midst of things; clients go on, and nothing is lost or there twice. The clients do not
/// bootstrap anew when the one broker is away: librdkafka 2.16 can then wait for ever for a broker handle it has given up.
/// </summary>
public sealed class KillTests
{
    const int Kills = 3;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task AcknowledgedRecordsAreThereOnceAndInOrder()
    {
        using var folder = new ScratchFolder();
        using var broker = await BrokerProcess.StartAsync(folder.Path);
        using var producer = new ProducerBuilder<Null, string>(
            new ProducerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                EnableIdempotence = true,
                MetadataRecoveryStrategy = MetadataRecoveryStrategy.None,
                LingerMs = 1,
                ReconnectBackoffMs = 10,
                ReconnectBackoffMaxMs = 50,
                RetryBackoffMs = 10,
            }
        ).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        await producer.ProduceAsync("numbers", new Message<Null, string> { Value = "0" });
        var sent = 1;
        for (var kill = 0; kill < Kills; kill++)
        {
            for (var i = 0; i < 3000; i++)
                producer.Produce("numbers", new Message<Null, string> { Value = $"{sent++}" });
            producer.Poll(TimeSpan.Zero);
            await broker.KillAndRestartAsync();
        }

        producer.Flush(Patience).ShouldBe(0);
        Read(broker, "numbers", sent).ShouldBe(Enumerable.Range(0, sent).Select(i => $"{i}"));
    }

    [Fact]
    public async Task CopyingInTransactionsCopiesEveryRecordOnce()
    {
        const int Records = 400;
        using var folder = new ScratchFolder();
        using var broker = await BrokerProcess.StartAsync(folder.Path);
        using (
            var feeder = new ProducerBuilder<Null, string>(
                new ProducerConfig { BootstrapServers = broker.BootstrapServers, EnableIdempotence = true }
            ).Build()
        )
        {
            for (var i = 0; i < Records; i++)
                feeder.Produce("in", new Message<Null, string> { Value = $"{i}" });
            feeder.Flush(Patience).ShouldBe(0);
        }

        var copying = Task.Run(() => Copy(broker, Records));
        for (var kill = 0; kill < Kills && !copying.IsCompleted; kill++)
        {
            var goal = (kill + 1) * Records / (Kills + 2);
            await Eventually.TrueAsync(() => Volatile.Read(ref _copied) >= goal || copying.IsCompleted, $"{goal} records copied");
            await broker.KillAndRestartAsync();
        }

        await copying;
        Read(broker, "out", Records).ShouldBe(Enumerable.Range(0, Records).Select(i => $"{i}"));
    }

    int _copied;

    // As the pipeline does it: after any error a new producer, which fences the old one, and on from the committed offset.
    void Copy(BrokerProcess broker, int records)
    {
        while (true)
        {
            try
            {
                if (CopyUntilError(broker, records))
                    return;
            }
            catch (KafkaException) { }
        }
    }

    bool CopyUntilError(BrokerProcess broker, int records)
    {
        using var producer = new ProducerBuilder<Null, string>(
            new ProducerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                TransactionalId = "copier",
                MetadataRecoveryStrategy = MetadataRecoveryStrategy.None,
                LingerMs = 0,
                ReconnectBackoffMs = 10,
                ReconnectBackoffMaxMs = 50,
                RetryBackoffMs = 10,
            }
        ).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var consumer = new ConsumerBuilder<Ignore, string>(
            new ConsumerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                GroupId = "copier",
                MetadataRecoveryStrategy = MetadataRecoveryStrategy.None,
                EnableAutoCommit = false,
                ReconnectBackoffMs = 10,
                ReconnectBackoffMaxMs = 50,
                FetchWaitMaxMs = 10,
            }
        ).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        producer.InitTransactions(Patience);
        var partition = new TopicPartition("in", 0);
        var offset = Math.Max(0, consumer.Committed([partition], Patience)[0].Offset.Value);
        consumer.Assign(new TopicPartitionOffset(partition, offset));
        while (offset < records)
        {
            producer.BeginTransaction();
            for (var i = 0; i < 5 && offset < records; i++)
            {
                var record = consumer.Consume(Patience);
                producer.Produce("out", new Message<Null, string> { Value = record.Message.Value });
                offset = record.Offset.Value + 1;
            }

            producer.SendOffsetsToTransaction([new TopicPartitionOffset(partition, offset)], consumer.ConsumerGroupMetadata, Patience);
            producer.CommitTransaction(Patience);
            Volatile.Write(ref _copied, (int)offset);
        }

        return true;
    }

    static List<string> Read(BrokerProcess broker, string topic, int atLeast)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(
            new ConsumerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                GroupId = "reader",
                EnablePartitionEof = true,
                IsolationLevel = IsolationLevel.ReadCommitted,
            }
        ).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var values = new List<string>();
        while (true)
        {
            var result = consumer.Consume(Patience).ShouldNotBeNull($"{values.Count} records read, {atLeast} expected");
            if (result.IsPartitionEOF)
                return values;
            values.Add(result.Message.Value);
        }
    }
}
