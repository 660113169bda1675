using Streaming.Application.Settings;

namespace Streaming.Application.Hosting;

/// <summary>What a process that offers operations is told.</summary>
public sealed record StreamingOptions
{
    /// <summary>Where Kafka and PostgreSQL are.</summary>
    public required Connections Connections { get; init; }

    /// <summary>The verb under which this program runs the embedded services for itself and others; see <see cref="EmbeddedHosting"/>.</summary>
    public required string HostVerb { get; init; }
}
