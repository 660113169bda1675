using System.Text;
using Confluent.Kafka;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Kafka.Reading;

/// <summary>A record as a read-committed consumer has it.</summary>
public sealed class KafkaRecord
{
    readonly Headers _headers;

    internal KafkaRecord(ConsumeResult<byte[]?, byte[]?> result)
    {
        (Partition, Offset) = (KafkaPartition.From(result.TopicPartition), result.Offset.Value);
        (Key, Value, _headers) = (result.Message.Key, result.Message.Value, result.Message.Headers ?? []);
        Timestamp = Timestamp.FromUnixMilliseconds(result.Message.Timestamp.UnixTimestampMs);
    }

    /// <summary>Where it lies.</summary>
    public KafkaPartition Partition { get; }

    /// <summary>Its offset there.</summary>
    public long Offset { get; }

    /// <summary>Kafka's time of it.</summary>
    public Timestamp Timestamp { get; }

    /// <summary>Null where it has none.</summary>
    public byte[]? Key { get; }

    /// <summary>Null where it has none.</summary>
    public byte[]? Value { get; }

    /// <summary>All headers, in their order.</summary>
    public IEnumerable<KeyValuePair<string, byte[]?>> Headers =>
        _headers.Select(h => new KeyValuePair<string, byte[]?>(h.Key, h.GetValueBytes()));

    /// <summary>A header as text; null where there is none.</summary>
    public string? Header(string name) =>
        _headers.TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;
}
