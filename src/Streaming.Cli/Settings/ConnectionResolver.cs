using Streaming.Cli.Shell;

namespace Streaming.Cli.Settings;

/// <summary>Puts together what options, environment and <c>streaming.yaml</c> say; the earlier of these wins.</summary>
public static class ConnectionResolver
{
    public const string DefaultData = ".streaming";
    public const string KafkaVariable = "STREAMING_KAFKA";
    public const string PostgresVariable = "STREAMING_POSTGRES";
    const string Bootstrap = "bootstrap.servers";

    public static Connections Resolve(ConnectionWords words, CliEnvironment environment)
    {
        var file = SettingsFile.Load(environment.WorkingDirectory);
        return new Connections
        {
            Data = First(words.Data, file.Data) ?? DefaultData,
            Kafka = First(words.Kafka, environment.Variable(KafkaVariable), file.Kafka.GetValueOrDefault(Bootstrap)),
            Postgres = First(words.Postgres, environment.Variable(PostgresVariable), file.Postgres) is { } postgres ? PostgresAddress.Parse(postgres) : null,
            KafkaProperties = file.Kafka.Where(p => p.Key != Bootstrap).ToDictionary(StringComparer.Ordinal),
        };
    }

    static string? First(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate)) return candidate;
        }

        return null;
    }
}
