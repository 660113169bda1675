using Confluent.Kafka;

namespace Streaming.Kafka;

/// <summary>A partition of a topic.</summary>
public readonly record struct KafkaPartition(string Topic, int Partition)
{
    /// <summary>All partitions of a topic that has so many.</summary>
    public static IReadOnlyList<KafkaPartition> Of(string topic, int count) =>
        [.. Enumerable.Range(0, count).Select(p => new KafkaPartition(topic, p))];

    /// <summary>In the client library's terms.</summary>
    public TopicPartition ToClient() => new(Topic, Partition);

    /// <summary>From the client library's terms.</summary>
    public static KafkaPartition From(TopicPartition partition) => new(partition.Topic, partition.Partition.Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Topic}[{Partition}]";
}
