namespace Streaming.Kafka;

/// <summary>How to reach a Kafka, and what all clients of it have in common.</summary>
/// <param name="BootstrapServers">host:port, comma separated.</param>
/// <param name="Properties">Further librdkafka properties (security, time-outs), given to every client.</param>
public sealed record KafkaConnection(string BootstrapServers, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>Without further properties.</summary>
    public KafkaConnection(string bootstrapServers)
        : this(bootstrapServers, new Dictionary<string, string>(StringComparer.Ordinal)) { }

    /// <summary>Longest wait for an answer where somebody waits for one.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The base of every client's settings; what the user gives wins here, and what a promise rests on is set over it.</summary>
    internal Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = BootstrapServers,
            ["client.id"] = "streaming",
            ["socket.nagle.disable"] = "true",
            ["reconnect.backoff.max.ms"] = "2000",
            ["log.connection.close"] = "false",
            // What a client hears while the broker is fenced (it stood still for a moment: no leaders, no brokers at all) holds until it
            // asks for everything again, by default after five minutes.
            ["topic.metadata.refresh.interval.ms"] = "5000",
        };
        foreach (var (key, value) in Properties)
            settings[key] = value;
        return settings;
    }
}
