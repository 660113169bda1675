namespace Streaming.Kafka.Topics;

/// <summary>A topic to be made: with the limits of <see cref="KafkaLimits"/>, and as many replicas as the broker's default says.</summary>
public sealed record NewTopic(string Name, int Partitions);
