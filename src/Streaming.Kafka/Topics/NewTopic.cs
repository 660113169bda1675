namespace Streaming.Kafka.Topics;

/// <summary>A topic to be made: with the limits of <see cref="KafkaLimits"/>, and as many replicas as the broker's default says.</summary>
public sealed record NewTopic(string Name, int Partitions)
{
    /// <summary>The newest record of each key is kept for ever, and the others go; else all go when they are old.</summary>
    public bool Compacted { get; init; }

    /// <summary>For how long records are kept at least; of a compacted topic, the newest ones go too then. Null: as the limits say, of a
    /// compacted topic for ever.</summary>
    public TimeSpan? Kept { get; init; }
}
