using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Cli.Services;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Cli.Publishing.Sending;

/// <summary>The topics a topology reads from outside, made where they are missing.</summary>
internal static class OutsideTopics
{
    /// <summary>Largest record; larger than any topology accepts, so that oversized ones reach validation and are reported.</summary>
    public const int MaxMessageBytes = 16 << 20;

    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <returns>Partition count by topic.</returns>
    /// <exception cref="StreamingException">Kafka does not answer or refuses.</exception>
    public static async Task<IReadOnlyDictionary<string, int>> EnsureAsync(KafkaAccess kafka, TopologyModel topology, int partitions)
    {
        using var admin = kafka.Admin();
        string[] wanted = topology.Labels is { } labels ? [topology.Source.Topic, labels.Topic] : [topology.Source.Topic];
        var found = Topics.Partitions(admin, kafka);
        var missing = wanted.Where(t => !found.ContainsKey(t)).ToList();
        if (missing.Count > 0)
        {
            await CreateAsync(admin, missing, partitions);
            foreach (var topic in missing) found[topic] = partitions;
        }

        return wanted.ToDictionary(t => t, t => found[t], StringComparer.Ordinal);
    }

    static async Task CreateAsync(IAdminClient admin, List<string> topics, int partitions)
    {
        try
        {
            await admin.CreateTopicsAsync(topics.Select(topic => new TopicSpecification
            {
                Name = topic,
                NumPartitions = partitions,
                ReplicationFactor = -1,
                Configs = new Dictionary<string, string>
                {
                    ["max.message.bytes"] = MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
                    ["retention.ms"] = ((long)Kept.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
                },
            }));
        }
        catch (CreateTopicsException e)
        {
            // Another command may have been quicker.
            var fault = e.Results.FirstOrDefault(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists);
            if (fault is not null) throw new StreamingException($"topic {fault.Topic} cannot be created: {fault.Error.Reason}. Create it by hand, or grant the rights to.", e);
        }
    }
}
