namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>A partition by the id of its topic: one that is deleted and made again is another.</summary>
readonly record struct TopicIdPartition(Guid Topic, int Partition)
{
    /// <summary>By topic, then by number.</summary>
    public static readonly IComparer<TopicIdPartition> Ordering = Comparer<TopicIdPartition>.Create(
        (one, other) => one.Topic.CompareTo(other.Topic) is var byTopic and not 0 ? byTopic : one.Partition.CompareTo(other.Partition)
    );
}
