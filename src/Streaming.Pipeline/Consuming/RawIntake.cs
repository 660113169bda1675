using Confluent.Kafka;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Kafka;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Consuming;

/// <summary>Records of an outside topic, gathered into batches over one arena.</summary>
sealed class RawIntake(TopicPartition topicPartition, long start, InputGauge gauge, int input, Action<RawInput> hand, Action end)
    : PartitionIntake(topicPartition, start, gauge, end)
{
    const int FullRows = 2048;
    const int FullBytes = 1 << 20;

    readonly RawBatchBuilder _builder = new(topicPartition.Topic, topicPartition.Partition.Value);

    public override bool IsEmpty => _builder.IsEmpty;

    public override bool IsFull => _builder.Count >= FullRows || _builder.Bytes >= FullBytes;

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
        _builder.By(offset, Publisher(headers));
        // Only a record that is nothing but a watermark is taken as one: an event keeps its headers to itself.
        if (!hasKey && !hasValue && WatermarkHeader.TryRead(headers, out var time))
            _builder.AppendWatermark(offset, time);
        else
            _builder.Append(offset, timestamp, key, hasKey, value, hasValue);
    }

    public override void Flush(TimeProvider time)
    {
        if (_builder.IsEmpty)
            return;
        var raw = new RawInput(input, _builder.Build(Timestamp.Now(time)));
        Gauge.HandedOver(raw.Bytes);
        hand(raw);
    }
}
