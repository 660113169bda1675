using Streaming.Application.Settings;

namespace Streaming.Application.Hosting;

/// <summary>What a process that offers operations is told.</summary>
public sealed record StreamingOptions
{
    /// <summary>Services that run already, so that none is started.</summary>
    /// <param name="kafka">Bootstrap servers.</param>
    /// <param name="postgres">Npgsql connection string.</param>
    public static StreamingOptions At(string kafka, string postgres) =>
        new()
        {
            Connections = new Connections
            {
                Data = Path.GetTempPath(),
                Kafka = kafka,
                Postgres = postgres,
            },
            HostVerb = "none",
        };

    /// <summary>Where Kafka and PostgreSQL are.</summary>
    public required Connections Connections { get; init; }

    /// <summary>The verb under which this program runs the embedded services for itself and others; see
    /// <see cref="EmbeddedHosting"/>.</summary>
    public required string HostVerb { get; init; }

    /// <summary>
    /// The words under which this program runs one job over a data folder, whose full path it takes; the job's number is added, and it ends
    /// with the job or with its standard input. Null: jobs beside a pipeline run in its process.
    /// </summary>
    public Func<string, IReadOnlyList<string>>? JobVerb { get; init; }
}
