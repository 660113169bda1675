using Microsoft.Extensions.Logging;
using Streaming.Embedded.Kafka;

namespace Streaming.Torture.Children;

/// <summary>A broker in a process of its own.</summary>
static class BrokerChild
{
    public static async Task RunAsync(BrokerSpec spec, ILoggerFactory loggers, CancellationToken stop)
    {
        await using var broker = await EmbeddedKafka.StartAsync(
            new KafkaOptions { DataDirectory = spec.Folder, Port = spec.Port },
            loggers,
            stop
        );
        Lifeline.SayReady(broker.BootstrapServers);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
