using Confluent.Kafka;

namespace Streaming.Benchmarks.Reading;

/// <summary>A read-committed consumer of a whole topic, member of no group.</summary>
static class CommittedConsumer
{
    public static IConsumer<Ignore, T> Open<T>(string kafka, string topic, int partitions, IDeserializer<T> values)
    {
        var consumer = new ConsumerBuilder<Ignore, T>(
            new ConsumerConfig
            {
                BootstrapServers = kafka,
                GroupId = "streaming-benchmark",
                EnableAutoCommit = false,
                EnableAutoOffsetStore = false,
                IsolationLevel = IsolationLevel.ReadCommitted,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                ConsumeResultFields = "none",
                FetchWaitMaxMs = 100,
                FetchQueueBackoffMs = 10,
                QueuedMinMessages = 50_000,
            }
        ).SetValueDeserializer(values).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        return consumer;
    }
}
