using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Publishing;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Publish;

internal sealed class PublishHandler(CommandContext context)
{
    public async Task<int> RunAsync(PublishRequest request, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(request.Topology);
        using var source = new FileEvents(topology, request.File, new FileEventsSettings
        {
            Map = request.Map,
            Set = request.Set,
            Limit = request.Limit,
            Loop = request.Loop,
            Labels = request.Labels,
            RemainingLabels = !request.HoldLabels,
            Encoding = request.Encoding,
        }, stop);
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Broker, stop);
        var publisher = new Publisher(services.Kafka, topology, new PublishSettings
        {
            Partitions = request.Partitions,
            Rate = request.Rate,
        }, context.Time);
        var result = await PublishView.WatchAsync(context.Terminal, topology, progress => publisher.RunAsync(source, progress, stop));
        PublishView.Show(context.Terminal, topology, result, source.LabelsHeld);
        return result.Complete || request.Loop ? ExitCode.Done : ExitCode.Failed;
    }
}
