using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;

namespace Streaming.Application.Services;

/// <summary>The last records of a topic, without reading all of it.</summary>
static class LatestRecords
{
    /// <summary>A page: at most <paramref name="count"/> records, oldest first, without the <paramref name="skip"/> latest.</summary>
    public static async Task<List<KafkaRecord>> PageAsync(
        KafkaConnection kafka,
        string topic,
        int count,
        int skip,
        Func<KafkaRecord, bool> wanted,
        CancellationToken stop
    )
    {
        var all = await ReadAsync(kafka, topic, (int)Math.Min(int.MaxValue, (long)count + skip), wanted, stop);
        return [.. all.SkipLast(skip).TakeLast(count)];
    }

    /// <summary>At most <paramref name="count"/> records, oldest first, that <paramref name="wanted"/> holds for.</summary>
    public static async Task<List<KafkaRecord>> ReadAsync(
        KafkaConnection kafka,
        string topic,
        int count,
        Func<KafkaRecord, bool> wanted,
        CancellationToken stop
    )
    {
        using var admin = new KafkaAdmin(kafka);
        var partitions = admin.PartitionsOf(topic);
        var starts = await admin.StartsAsync(partitions);
        var ends = await admin.EndsAsync(partitions);
        using var reader = new TopicReader(kafka);
        // Commit markers take offsets too, so that reaching back that far may not be enough.
        for (var reach = (2L * count) + 16; ; reach *= 8)
        {
            var from = partitions.ToDictionary(p => p, p => Math.Max(starts[p], ends[p] - reach));
            var found = reader.Read(from, ends, stop).Where(wanted).ToList();
            if (found.Count >= count || from.All(p => p.Value == starts[p.Key]))
            {
                return [.. found.OrderBy(r => r.Timestamp).ThenBy(r => r.Partition.Partition).ThenBy(r => r.Offset).TakeLast(count)];
            }
        }
    }
}
