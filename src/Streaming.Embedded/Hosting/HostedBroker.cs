using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Hosting;

/// <summary>The broker that runs in this process.</summary>
internal sealed record HostedBroker(string BootstrapServers, int Port, IAsyncDisposable Server)
{
    /// <summary>Starts it.</summary>
    public static Task<HostedBroker> StartAsync(string folder, int port, ILoggerFactory? loggers, CancellationToken cancel) =>
        throw new EmbeddedException($"The embedded broker is not part of this version. Name a Kafka of your own in {EmbeddedOptions.KafkaVariable}.");
}
