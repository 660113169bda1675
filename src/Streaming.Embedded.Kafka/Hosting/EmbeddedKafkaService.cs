using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Kafka.Hosting;

/// <summary>
/// A broker that lives as long as a host: it is there before the host's other services start, and ends after they have stopped.
/// Register it with <see cref="EmbeddedKafkaServices.AddEmbeddedKafka(IServiceCollection, KafkaOptions)"/>.
/// </summary>
/// <param name="options">How the broker is set up.</param>
/// <param name="loggers">Where it logs.</param>
public sealed class EmbeddedKafkaService(KafkaOptions options, ILoggerFactory loggers)
    : IHostedLifecycleService,
        IHealthCheck,
        IAsyncDisposable,
        IDisposable
{
    EmbeddedKafka? _broker;

    /// <summary>Where clients connect, as <c>host:port</c>.</summary>
    /// <exception cref="InvalidOperationException">The host has not started, or has stopped.</exception>
    public string BootstrapServers => Broker.BootstrapServers;

    /// <summary>The broker.</summary>
    /// <exception cref="InvalidOperationException">The host has not started, or has stopped.</exception>
    public EmbeddedKafka Broker =>
        _broker
        ?? throw new InvalidOperationException(
            "The embedded Kafka is not running: it starts with the host and ends with it. Ask for its address when a service "
                + "starts or later."
        );

    /// <summary>Healthy: it takes connections.</summary>
    async Task<HealthCheckResult> IHealthCheck.CheckHealthAsync(HealthCheckContext context, CancellationToken stop)
    {
        if (_broker is not { } broker)
            return HealthCheckResult.Unhealthy("The embedded Kafka is not running.");
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(options.Host, broker.Port, stop);
            return HealthCheckResult.Healthy($"The embedded Kafka takes connections at {broker.BootstrapServers}.");
        }
        catch (SocketException e)
        {
            return HealthCheckResult.Unhealthy($"The embedded Kafka takes no connections at {broker.BootstrapServers}.", e);
        }
    }

    async Task IHostedLifecycleService.StartingAsync(CancellationToken stop) =>
        _broker = await EmbeddedKafka.StartAsync(options, loggers, stop);

    Task IHostedService.StartAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken stop) => DisposeAsync().AsTask();

    /// <summary>Ends the broker where it still runs: a host in which another service failed to start stops nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _broker, null) is { } broker)
            await broker.DisposeAsync();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();
}
