using Confluent.Kafka;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Consuming;

/// <summary>
/// Collects the records of one topic partition until they are worth a message to the stage partition that owns it.
/// Used by the consumer thread only.
/// </summary>
abstract class PartitionIntake(TopicPartition topicPartition, long start, InputGauge gauge, Action end)
{
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>Offset to read first.</summary>
    public long Start { get; } = start;

    public InputGauge Gauge { get; } = gauge;

    public bool Paused { get; set; }

    /// <summary>Where the partition ended, with everything before it read; null: there is more, as far as is known.</summary>
    public long? EndOffset { get; private set; }

    public abstract bool IsEmpty { get; }

    public abstract bool IsFull { get; }

    public abstract void Add(
        long offset,
        ReadOnlySpan<byte> key,
        bool hasKey,
        ReadOnlySpan<byte> value,
        bool hasValue,
        Timestamp timestamp,
        Headers? headers
    );

    public abstract void Flush(TimeProvider time);

    /// <summary>A record is about to be added.</summary>
    public void GoOn() => EndOffset = null;

    /// <summary>The partition ends here, and everything before has been flushed.</summary>
    public void End(long offset)
    {
        EndOffset = offset;
        end();
    }

    /// <summary>The name that a record's publisher gives; empty for none.</summary>
    protected static ReadOnlySpan<byte> Publisher(Headers? headers) =>
        headers is { Count: > 0 } && headers.TryGetLastBytes(PublisherName.Header, out var name) ? name : [];
}
