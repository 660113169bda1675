using Confluent.Kafka;

namespace Streaming.Pipeline.Consuming;

/// <summary>
/// Collects the records of one topic partition until they are worth a message to the stage partition that owns it.
/// Used by the consumer thread only.
/// </summary>
internal abstract class PartitionIntake(TopicPartition topicPartition, long start, InputGauge gauge)
{
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>Offset to read first.</summary>
    public long Start { get; } = start;

    public InputGauge Gauge { get; } = gauge;

    public bool Paused { get; set; }

    public abstract bool IsEmpty { get; }

    public abstract bool IsFull { get; }

    public abstract void Add(long offset, ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestamp, Headers? headers);

    public abstract void Flush(TimeProvider time);
}
