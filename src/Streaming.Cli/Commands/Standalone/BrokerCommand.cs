using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Commands.Standalone;

internal sealed class BrokerCommand() : StandaloneCommand("broker", "Run the embedded Kafka-protocol broker alone", EmbeddedParts.Broker, "Bootstrap servers")
{
    public override IReadOnlyList<Example> Examples => [new("streaming broker --port 9092", "any Kafka client can use it at 127.0.0.1:9092")];

    protected override string Address(EmbeddedServices services) => services.BootstrapServers;
}
