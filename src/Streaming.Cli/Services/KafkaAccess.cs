using Confluent.Kafka;

namespace Streaming.Cli.Services;

/// <summary>How to reach a Kafka.</summary>
/// <param name="BootstrapServers">host:port, comma separated.</param>
/// <param name="Properties">Further librdkafka properties, given to every client.</param>
public sealed record KafkaAccess(string BootstrapServers, IReadOnlyDictionary<string, string> Properties)
{
    public KafkaAccess(string bootstrapServers)
        : this(bootstrapServers, new Dictionary<string, string>(StringComparer.Ordinal))
    {
    }

    /// <summary>Longest wait for an answer where the user waits for one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What all clients have in common.</summary>
    public Dictionary<string, string> Base()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = BootstrapServers,
            ["client.id"] = "streaming-cli",
            ["reconnect.backoff.max.ms"] = "2000",
            ["log.connection.close"] = "false",
        };
        foreach (var (key, value) in Properties) settings[key] = value;
        return settings;
    }

    public IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig(Base()))
        .SetLogHandler((_, _) => { })
        .SetErrorHandler((_, _) => { })
        .Build();
}
