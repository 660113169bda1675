using System.Text;
using Confluent.Kafka;
using Streaming.Topology;

namespace Streaming.Cli.Torture.Checking;

/// <summary>A record of a topic as a read-committed consumer has it.</summary>
internal sealed record TopicRecord(TopicPartition Partition, long Offset, Message<byte[]?, byte[]?> Message)
{
    /// <summary>A header as text; null where there is none.</summary>
    public string? Header(string name) => Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
}

/// <summary>Reads a whole topic from its start to its end.</summary>
internal static class TopicRecords
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <exception cref="StreamingException">The end does not come: a transaction is still open.</exception>
    public static IEnumerable<TopicRecord> Read(string kafka, string topic, int partitions, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = kafka,
            GroupId = "torture-check",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            MessageMaxBytes = 32 << 20,
        }).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        var all = Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p)).ToList();
        // The high watermark, not the last stable offset: what an open transaction hides must not be taken for the end.
        var ends = all.ToDictionary(p => p, p => (long)consumer.QueryWatermarkOffsets(p, Patience).High);
        var open = all.Where(p => ends[p] > 0).ToHashSet();
        consumer.Assign(open.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var last = TimeProvider.System.GetTimestamp();
        while (open.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (TimeProvider.System.GetElapsedTime(last) > Patience)
                throw new StreamingException($"{topic} cannot be read to its end: {string.Join(", ", open)} does not come to offset {string.Join(", ", open.Select(p => ends[p]))}");
            if (consumer.Consume(Step) is not { } record) continue;
            last = TimeProvider.System.GetTimestamp();
            if (!record.IsPartitionEOF) yield return new TopicRecord(record.TopicPartition, record.Offset, record.Message);
            else if (record.Offset >= ends[record.TopicPartition]) open.Remove(record.TopicPartition);
        }
    }
}
