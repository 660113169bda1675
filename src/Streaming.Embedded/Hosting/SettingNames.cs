namespace Streaming.Embedded.Hosting;

/// <summary>How a program calls towards its user what messages name as a cure: an environment variable, an option of the command
/// line.</summary>
public sealed record SettingNames
{
    /// <summary>What sets <see cref="EmbeddedOptions.Kafka"/>.</summary>
    public string Kafka { get; init; } = $"{nameof(EmbeddedOptions)}.{nameof(EmbeddedOptions.Kafka)}";

    /// <summary>What sets <see cref="EmbeddedOptions.Postgres"/>.</summary>
    public string Postgres { get; init; } = $"{nameof(EmbeddedOptions)}.{nameof(EmbeddedOptions.Postgres)}";

    /// <summary>What sets <see cref="EmbeddedOptions.DataDirectory"/>.</summary>
    public string DataDirectory { get; init; } = $"{nameof(EmbeddedOptions)}.{nameof(EmbeddedOptions.DataDirectory)}";
}
