using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Streaming.Embedded.Postgres.Hosting;

/// <summary>
/// A server that lives as long as a host: it is there before the host's other services start, and ends after they have stopped.
/// Register it with <see cref="EmbeddedPostgresServices.AddEmbeddedPostgres(IServiceCollection, PostgresOptions)"/>.
/// </summary>
/// <param name="options">How the server is set up; null: over a temporary folder, quick but not durable.</param>
/// <param name="loggers">Where it logs.</param>
public sealed class EmbeddedPostgresService(PostgresOptions? options, ILoggerFactory loggers)
    : IHostedLifecycleService,
        IHealthCheck,
        IAsyncDisposable,
        IDisposable
{
    EmbeddedPostgres? _server;

    /// <summary>Npgsql connection string of the options' role and database, password included.</summary>
    /// <exception cref="InvalidOperationException">The host has not started, or has stopped.</exception>
    public string ConnectionString => Server.ConnectionString;

    /// <summary>The server.</summary>
    /// <exception cref="InvalidOperationException">The host has not started, or has stopped.</exception>
    public EmbeddedPostgres Server =>
        _server
        ?? throw new InvalidOperationException(
            "The embedded PostgreSQL is not running: it starts with the host and ends with it. Ask for its address when a service "
                + "starts or later."
        );

    /// <summary>Healthy: it answers a query.</summary>
    async Task<HealthCheckResult> IHealthCheck.CheckHealthAsync(HealthCheckContext context, CancellationToken stop)
    {
        if (_server is not { } server)
            return HealthCheckResult.Unhealthy("The embedded PostgreSQL is not running.");
        try
        {
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(stop);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(stop);
            return HealthCheckResult.Healthy($"The embedded PostgreSQL answers on port {server.Port}.");
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy($"The embedded PostgreSQL does not answer on port {server.Port}.", e);
        }
    }

    async Task IHostedLifecycleService.StartingAsync(CancellationToken stop) =>
        _server = await EmbeddedPostgres.StartAsync(options, loggers, stop);

    Task IHostedService.StartAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken stop) => DisposeAsync().AsTask();

    /// <summary>Ends the server where it still runs: a host in which another service failed to start stops nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
            await server.DisposeAsync();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();
}
