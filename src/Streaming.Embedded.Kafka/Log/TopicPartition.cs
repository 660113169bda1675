namespace Streaming.Embedded.Kafka.Log;

/// <summary>A partition by name.</summary>
readonly record struct TopicPartition(string Topic, int Partition);
