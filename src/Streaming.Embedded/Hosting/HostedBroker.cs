using Microsoft.Extensions.Logging;
using Streaming.Embedded.Broker;

namespace Streaming.Embedded.Hosting;

/// <summary>The broker that runs in this process.</summary>
internal sealed record HostedBroker(string BootstrapServers, int Port, IAsyncDisposable Server)
{
    /// <summary>Starts it.</summary>
    public static async Task<HostedBroker> StartAsync(string folder, int port, ILoggerFactory? loggers, CancellationToken cancel)
    {
        var broker = await EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = folder, Port = port }, loggers, cancel);
        return new HostedBroker(broker.BootstrapServers, broker.Port, broker);
    }
}
