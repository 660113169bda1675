using System.Runtime.CompilerServices;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.RunService;

/// <summary>Which embedded service.</summary>
public enum EmbeddedService
{
    /// <summary>One that speaks Kafka's protocol.</summary>
    Broker,

    /// <summary>PostgreSQL.</summary>
    Postgres,
}

/// <param name="Service">Which one.</param>
/// <param name="Port">On 127.0.0.1; 0: that of the last run, else a free one.</param>
public sealed record RunServiceRequest(EmbeddedService Service, int Port = 0);

/// <summary>A service that runs.</summary>
/// <param name="Address">Bootstrap servers, or a connection string.</param>
public sealed record RunningService(string Address);

/// <summary>Keeps one embedded service running by itself, whatever else is configured: one item when it runs, and the end when it is
/// stopped.</summary>
public sealed class RunServiceOperation()
    : StreamOperation<RunServiceRequest, RunningService>(new OperationInfo("service.run", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RunServiceRequest request) => request.Service.ToString();

    /// <inheritdoc/>
    protected internal override async IAsyncEnumerable<RunningService> RunAsync(
        RunServiceRequest request,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var part = request.Service == EmbeddedService.Broker ? EmbeddedParts.Broker : EmbeddedParts.Postgres;
        var options = context.EmbeddedOptions(part) with
        {
            Kafka = null,
            Postgres = null,
            BrokerPort = request.Port,
            PostgresPort = request.Port,
        };
        await using var services = await context.StartEmbeddedAsync(options, stop);
        yield return new RunningService(
            request.Service == EmbeddedService.Broker ? services.BootstrapServers : services.PostgresConnectionString
        );
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
