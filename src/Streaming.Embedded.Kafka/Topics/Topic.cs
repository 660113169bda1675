using Streaming.Embedded.Kafka.Log;

namespace Streaming.Embedded.Kafka.Topics;

/// <summary>A topic and its partitions. Immutable: growing or configuring it makes a new one over the same logs.</summary>
sealed record Topic(string Name, Guid Id, TopicConfig Config, PartitionLog[] Partitions)
{
    /// <summary>Clients do not write to it.</summary>
    public bool IsInternal => InternalTopics.Contains(Name);

    public PartitionLog? Partition(int index) => (uint)index < (uint)Partitions.Length ? Partitions[index] : null;
}
