using Confluent.Kafka;
using Streaming.Topology;

namespace Streaming.Cli.Services;

/// <summary>What topics there are.</summary>
internal static class Topics
{
    /// <returns>Partition count by topic.</returns>
    /// <exception cref="StreamingException">Kafka does not answer.</exception>
    public static Dictionary<string, int> Partitions(IAdminClient admin, KafkaAccess kafka)
    {
        try
        {
            return admin.GetMetadata(KafkaAccess.Patience).Topics
                .Where(t => !t.Error.IsError)
                .ToDictionary(t => t.Topic, t => t.Partitions.Count, StringComparer.Ordinal);
        }
        catch (KafkaException e)
        {
            throw new StreamingException($"Kafka at {kafka.BootstrapServers} does not answer ({e.Error.Reason}). Start it, or name another one with --kafka or STREAMING_KAFKA.", e);
        }
    }
}
