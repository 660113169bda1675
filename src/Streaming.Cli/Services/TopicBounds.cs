using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Topology;

namespace Streaming.Cli.Services;

/// <summary>Where the partitions of topics begin and end for readers of committed records.</summary>
internal static class TopicBounds
{
    /// <summary>First offsets still there.</summary>
    public static Task<Dictionary<TopicPartition, long>> StartsAsync(IAdminClient admin, IEnumerable<TopicPartition> partitions) =>
        ListAsync(admin, partitions, OffsetSpec.Earliest());

    /// <summary>Last stable offsets: everything before them is decided.</summary>
    public static Task<Dictionary<TopicPartition, long>> EndsAsync(IAdminClient admin, IEnumerable<TopicPartition> partitions) =>
        ListAsync(admin, partitions, OffsetSpec.Latest());

    /// <summary>The partitions of a topic.</summary>
    /// <exception cref="StreamingException">There is no such topic.</exception>
    public static IReadOnlyList<TopicPartition> Of(string topic, IReadOnlyDictionary<string, int> partitions) =>
        partitions.TryGetValue(topic, out var count)
            ? [.. Enumerable.Range(0, count).Select(p => new TopicPartition(topic, p))]
            : throw new StreamingException($"there is no topic {topic} yet. It comes with the first 'streaming publish' or 'streaming run'.");

    static async Task<Dictionary<TopicPartition, long>> ListAsync(IAdminClient admin, IEnumerable<TopicPartition> partitions, OffsetSpec which)
    {
        var asked = partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = which }).ToList();
        if (asked.Count == 0) return [];
        var answer = await admin.ListOffsetsAsync(asked, new ListOffsetsOptions { IsolationLevel = IsolationLevel.ReadCommitted, RequestTimeout = KafkaAccess.Patience });
        return answer.ResultInfos.ToDictionary(r => r.TopicPartitionOffsetError.TopicPartition, r => r.TopicPartitionOffsetError.Offset.Value);
    }
}
