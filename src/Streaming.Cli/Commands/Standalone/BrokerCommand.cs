using Streaming.Application.RunService;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Standalone;

sealed class BrokerCommand()
    : StandaloneCommand("broker", "Run the embedded Kafka-protocol broker alone", EmbeddedService.Broker, "Bootstrap servers")
{
    public override IReadOnlyList<Example> Examples =>
        [new("streaming broker --port 9092", "any Kafka client can use it at 127.0.0.1:9092")];
}
