using Microsoft.Extensions.Logging;
using Streaming.Embedded.Broker;

namespace Streaming.Cli.Torture.Children;

/// <summary>A broker in a process of its own.</summary>
internal static class BrokerChild
{
    public static async Task RunAsync(BrokerSpec spec, ILoggerFactory loggers, CancellationToken stop)
    {
        await using var broker = await EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = spec.Folder, Port = spec.Port }, loggers, stop);
        Lifeline.SayReady(broker.BootstrapServers);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
