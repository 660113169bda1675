using System.Text;
using Confluent.Kafka;
using Streaming.Kafka;

namespace Streaming.EndToEnd.Tests.Torture;

/// <summary>A record of a topic that can be written again, as it is or changed.</summary>
sealed record TopicRecord(KafkaPartition Partition, long Offset, Message<byte[]?, byte[]?> Message)
{
    public string? Header(string name) => Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>All that are committed, partition by partition.</summary>
    public static IReadOnlyList<TopicRecord> ReadAll(string kafka, string topic, int partitions)
    {
        using var reader = new Kafka.Reading.TopicReader(new KafkaConnection(kafka));
        return
        [
            .. reader
                .ReadAll(KafkaPartition.Of(topic, partitions), CancellationToken.None)
                .Select(r => new TopicRecord(
                    r.Partition,
                    r.Offset,
                    new Message<byte[]?, byte[]?>
                    {
                        Key = r.Key,
                        Value = r.Value,
                        Headers = HeadersOf(r),
                    }
                ))
                .OrderBy(r => r.Partition.Partition)
                .ThenBy(r => r.Offset),
        ];
    }

    static Headers HeadersOf(Kafka.Reading.KafkaRecord record)
    {
        var headers = new Headers();
        foreach (var (name, value) in record.Headers)
            headers.Add(name, value);
        return headers;
    }
}
