using System.Text;
using Confluent.Kafka;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>A record as a read-committed consumer sees it.</summary>
public sealed record Received(int Partition, long Offset, string? Key, byte[]? Value, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The key as it came: not every key is text.</summary>
    public byte[]? KeyBytes { get; init; }

    public string Text => Value is null ? "" : Encoding.UTF8.GetString(Value);
}

/// <summary>Reads a topic from its start as a downstream consumer would: committed records only.</summary>
public static class TopicReader
{
    /// <summary>Reads until a number of records has come or the deadline has passed; returns what came.</summary>
    public static List<Received> Read(string servers, string topic, int count, TimeSpan deadline)
    {
        using var consumer = Open(servers, topic);
        var received = new List<Received>(count);
        var end = TimeProvider.System.GetTimestamp();
        while (received.Count < count && TimeProvider.System.GetElapsedTime(end) < deadline)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } result)
                received.Add(Convert(result));
        }

        return received;
    }

    /// <summary>Reads everything that is committed now.</summary>
    public static List<Received> ReadAll(string servers, string topic)
    {
        var received = new List<Received>();
        Scan(servers, topic, result => received.Add(Convert(result)));
        return received;
    }

    /// <summary>Goes through everything that is committed now.</summary>
    public static void Scan(string servers, string topic, Action<ConsumeResult<byte[]?, byte[]?>> take)
    {
        using var consumer = Open(servers, topic);
        var open = consumer
            .Assignment.Where(p => consumer.QueryWatermarkOffsets(p, TimeSpan.FromSeconds(30)) is var w && w.High > w.Low)
            .ToHashSet();
        while (open.Count > 0)
        {
            var result = consumer.Consume(TimeSpan.FromMinutes(2)) ?? throw new TimeoutException($"{topic} does not come to its end.");
            if (result.IsPartitionEOF)
                open.Remove(result.TopicPartition);
            else
                take(result);
        }
    }

    static IConsumer<byte[]?, byte[]?> Open(string servers, string topic)
    {
        var consumer = new ConsumerBuilder<byte[]?, byte[]?>(
            new ConsumerConfig
            {
                BootstrapServers = servers,
                GroupId = $"reader-{Guid.NewGuid():N}",
                IsolationLevel = IsolationLevel.ReadCommitted,
                EnableAutoCommit = false,
                EnablePartitionEof = true,
                AutoOffsetReset = AutoOffsetReset.Earliest,
            }
        ).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(30)).Topics[0].Partitions;
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        return consumer;
    }

    static Received Convert(ConsumeResult<byte[]?, byte[]?> result) =>
        new(
            result.Partition.Value,
            result.Offset.Value,
            result.Message.Key is null ? null : Encoding.UTF8.GetString(result.Message.Key),
            result.Message.Value,
            result.Message.Headers.ToDictionary(h => h.Key, h => Encoding.UTF8.GetString(h.GetValueBytes() ?? []), StringComparer.Ordinal)
        )
        {
            KeyBytes = result.Message.Key,
        };
}
