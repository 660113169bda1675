using Confluent.Kafka;
using Streaming.Events.Time;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Consuming;

/// <summary>Messages of an internal channel: each is a batch already and is handed on as it comes.</summary>
sealed class ChannelIntake(TopicPartition topicPartition, long start, InputGauge gauge, int input, Action<ChannelInput> hand, Action end)
    : PartitionIntake(topicPartition, start, gauge, end)
{
    public override bool IsEmpty => false;

    /// <summary>Each message is handed on at once, and the pause is considered after each.</summary>
    public override bool IsFull => true;

    public override void Add(
        long offset,
        ReadOnlySpan<byte> key,
        bool hasKey,
        ReadOnlySpan<byte> value,
        bool hasValue,
        Timestamp timestamp,
        Headers? headers
    )
    {
        var message = ChannelInput.Of(input, offset, value.ToArray(), headers);
        Gauge.HandedOver(message.Bytes);
        hand(message);
    }

    public override void Flush(TimeProvider time) { }
}
