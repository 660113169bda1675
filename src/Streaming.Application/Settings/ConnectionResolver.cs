using Streaming.Lineage.Addresses;
using Streaming.Topology;

namespace Streaming.Application.Settings;

/// <summary>Puts together what options, environment and <c>streaming.yaml</c> say; the earlier of these wins.</summary>
public static class ConnectionResolver
{
    /// <summary>Where embedded services keep their data unless told otherwise, under the working folder.</summary>
    public const string DefaultData = ".streaming";

    /// <summary>The environment variable that names the Kafka to use.</summary>
    public const string KafkaVariable = "STREAMING_KAFKA";

    /// <summary>The environment variable that names the PostgreSQL to use.</summary>
    public const string PostgresVariable = "STREAMING_POSTGRES";
    const string Bootstrap = "bootstrap.servers";

    /// <param name="words">What options say.</param>
    /// <param name="variable">Environment variables; null for one that is not set.</param>
    /// <param name="folder">Where <c>streaming.yaml</c> is looked for.</param>
    public static Connections Resolve(ConnectionWords words, Func<string, string?> variable, string folder)
    {
        var file = SettingsFile.Load(folder);
        var kafka = First(words.Kafka, variable(KafkaVariable), file.Kafka.GetValueOrDefault(Bootstrap));
        if (kafka is not null && KafkaAddress.Fault(kafka) is { } fault)
            throw new StreamingException(fault) { Cure = Cure.NameKafka };
        return new Connections
        {
            Data = First(words.Data, file.Data) ?? DefaultData,
            Kafka = kafka,
            Postgres = First(words.Postgres, variable(PostgresVariable), file.Postgres) is { } postgres
                ? PostgresAddress.Parse(postgres)
                : null,
            KafkaProperties = file.Kafka.Where(p => p.Key != Bootstrap).ToDictionary(StringComparer.Ordinal),
        };
    }

    static string? First(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
                return candidate;
        }

        return null;
    }
}
