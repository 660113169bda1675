using Streaming.Cli.Commands.Publish;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Publishing;
using Streaming.Publishing.Hostile;
using Streaming.Simulation;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Simulate;

internal sealed class SimulateHandler(CommandContext context)
{
    public async Task<int> RunAsync(SimulateRequest request, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(request.Topology);
        var model = SimulatorLoader.Load(topology);
        var simulatorSeed = request.Seed ?? model.Seed;
        var simulator = new Simulator(topology, model with { Seed = simulatorSeed });
        SimulatedRecords.Skip(simulator, request.Skip);
        var source = new HostileMix(new SimulatedRecords(simulator, topology.Labels is not null, request.Events), topology, request.Hostile, (int)(simulatorSeed % int.MaxValue));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Broker, stop);
        var publisher = new Publisher(services.Kafka, topology, new PublishSettings { Partitions = request.Partitions, Rate = request.Rate }, context.Time);
        var result = await PublishView.WatchAsync(context.Terminal, topology, progress => publisher.RunAsync(source, progress, stop));
        SimulateView.Show(context.Terminal, topology, result, source.Count);
        return result.Complete || request.Events is null ? ExitCode.Done : ExitCode.Failed;
    }
}
