using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka.Reading;

/// <summary>What a consumer group has committed, for certain.</summary>
public static class GroupOffsets
{
    /// <summary>Committed offsets; partitions without one are absent. Offsets of a transaction that is open are waited for: that is not
    /// "none".</summary>
    /// <exception cref="KafkaException">They are not given in that time.</exception>
    public static Dictionary<KafkaPartition, long> Committed(
        KafkaConnection connection,
        string group,
        IEnumerable<KafkaPartition> partitions,
        TimeSpan patience
    )
    {
        using var consumer = ClientFactory.Reader(Consumers.OfReader(connection, group));
        return consumer
            .Committed(partitions.Select(p => p.ToClient()), patience)
            .Where(o => o.Offset != Offset.Unset)
            .ToDictionary(o => KafkaPartition.From(o.TopicPartition), o => o.Offset.Value);
    }
}
