namespace Streaming.Embedded.Hosting;

/// <summary>Where the embedded services are; null for one that does not run.</summary>
/// <param name="Kafka">Bootstrap servers.</param>
/// <param name="Postgres">Npgsql connection string.</param>
sealed record Endpoints(string? Kafka, string? Postgres);
