using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Topology.Model;

namespace Streaming.Cli.Torture.Scene;

/// <summary>Makes the topics that the pipeline reads from outside, wide enough for oversized records.</summary>
internal static class OutsideTopics
{
    const int MaxMessageBytes = 16 << 20;

    public static async Task CreateAsync(string kafka, TopologyModel topology, int partitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka }).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        string[] topics = topology.Labels is { } labels ? [topology.Source.Topic, labels.Topic] : [topology.Source.Topic];
        await admin.CreateTopicsAsync(topics.Select(topic => new TopicSpecification
        {
            Name = topic,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs = new Dictionary<string, string> { ["max.message.bytes"] = MaxMessageBytes.ToString(CultureInfo.InvariantCulture) },
        }));
    }
}
