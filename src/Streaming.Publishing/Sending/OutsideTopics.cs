using Streaming.Kafka;
using Streaming.Kafka.Topics;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Publishing.Sending;

/// <summary>The topics a topology reads from outside, made where they are missing.</summary>
public static class OutsideTopics
{
    /// <returns>Partition count by topic.</returns>
    /// <exception cref="StreamingException">Kafka does not answer or refuses.</exception>
    public static async Task<IReadOnlyDictionary<string, int>> EnsureAsync(KafkaConnection kafka, TopologyModel topology, int partitions)
    {
        using var admin = new KafkaAdmin(kafka);
        string[] wanted = topology.Labels is { } labels ? [topology.Source.Topic, labels.Topic] : [topology.Source.Topic];
        var found = admin.Partitions();
        var missing = wanted.Where(t => !found.ContainsKey(t)).ToArray();
        await admin.CreateAsync(missing.Select(t => new NewTopic(t, partitions)));
        // Somebody else may have been quicker, with another count.
        if (missing.Length > 0)
            found = admin.Partitions();
        return wanted.ToDictionary(t => t, t => found.GetValueOrDefault(t, partitions), StringComparer.Ordinal);
    }
}
