using Streaming.Application.Operations;
using Streaming.Application.PublishFile;
using Streaming.Embedded.Hosting;
using Streaming.Publishing;
using Streaming.Publishing.Hostile;
using Streaming.Simulation;
using Streaming.Topology;

namespace Streaming.Application.SimulateEvents;

/// <summary>Publishes made-up events, and their labels when they become known.</summary>
public sealed class SimulateEventsOperation()
    : Operation<SimulateEventsRequest, SimulatedEvents>(new OperationInfo("events.simulate", Role.Publisher, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(SimulateEventsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<SimulatedEvents> RunAsync(
        SimulateEventsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        var model = SimulatorLoader.Load(topology);
        var simulatorSeed = request.Seed ?? model.Seed;
        var simulator = new Simulator(topology, model with { Seed = simulatorSeed });
        SimulatedRecords.Skip(simulator, request.Skip);
        var source = new HostileMix(
            new SimulatedRecords(simulator, topology.Labels is not null, request.Events),
            topology,
            request.Hostile,
            (int)(simulatorSeed % int.MaxValue)
        );
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        var publisher = new Publisher(
            services.Kafka,
            topology,
            new PublishSettings { Partitions = request.Partitions, Rate = request.Rate },
            context.Time
        );
        var result = await publisher.RunAsync(source, PublishProgressWords.Of(topology, context), stop);
        return new SimulatedEvents(
            topology.Name,
            topology.Source.Topic,
            result.Events - source.Count,
            source.Count,
            topology.Labels?.Topic,
            result.Labels,
            Math.Round(result.Elapsed.TotalSeconds, 3),
            result.Complete
        );
    }
}
