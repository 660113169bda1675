namespace Streaming.Application.Settings;

/// <summary>What the command line says about connections; null where it is silent.</summary>
public sealed record ConnectionWords(string? Data, string? Kafka, string? Postgres);

/// <summary>Where a command finds its services.</summary>
public sealed record Connections
{
    /// <summary>Folder of the embedded services.</summary>
    public required string Data { get; init; }

    /// <summary>Bootstrap servers of an outside Kafka; null: the embedded broker.</summary>
    public string? Kafka { get; init; }

    /// <summary>Npgsql connection string of an outside PostgreSQL; null: the embedded one.</summary>
    public string? Postgres { get; init; }

    /// <summary>Further librdkafka properties, given to every client.</summary>
    public IReadOnlyDictionary<string, string> KafkaProperties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
