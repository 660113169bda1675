using Streaming.Application.CreateApiKey;
using Streaming.Application.Operations;
using Streaming.Application.RunDemo;
using Streaming.Application.TrainModel;
using Streaming.Events.Time;
using Streaming.Pipeline.Hosting;
using Streaming.Publishing;
using Streaming.Simulation;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ServeDemo;

/// <summary>Makes what a demo has to offer: events that are scored, a model in use, a key.</summary>
sealed class DemoPreparation(
    ServeDemoRequest request,
    PipelinePlan plan,
    OperationsApart apart,
    PipelineHost host,
    Simulator simulator,
    DemoStory story,
    OperationContext context
)
{
    public async Task<DemoOffer> RunAsync(CancellationToken stop)
    {
        var topology = plan.Topology;
        var lineage = await apart.Services.LineageAsync(stop);
        story.Step($"Simulating {ServeDemoRequest.History:N0} events of history; the topology's rule scores them");
        await new DemoStream(context.Time, apart.Services.Kafka, plan, host, lineage, story).PlayAsync(
            new SimulatedRecords(simulator, labels: true, ServeDemoRequest.History),
            stop
        );
        story.Step("Training a model from the lineage, and letting it score");
        var model = await RunAsync(new TrainModelOperation(), new TrainModelRequest { Topology = request.Topology, Use = true }, stop);
        var key = await RunAsync(
            new CreateApiKeyOperation(),
            new CreateApiKeyRequest("demo", Enum.GetValues<Role>(), Topologies: null, Days: 1),
            stop
        );
        var samples = await DemoSamples.PickAsync(apart.Services.Kafka, plan, lineage, stop);
        if (samples is not [var sample, ..])
            throw new StreamingException($"{topology.Name} has nothing to show: none of its simulated events was scored.");
        var recorded = sample.Recorded;
        return new DemoOffer(
            topology.Name,
            key.Key,
            model.Model,
            recorded.EventId!,
            topology.Source.Id,
            recorded.Fields.ToDictionary(f => f.Key, f => Written(f.Value), StringComparer.Ordinal),
            [.. recorded.Features.Values.Select(f => float.IsFinite(f) ? f : (float?)null)]
        );
    }

    Task<TResult> RunAsync<TRequest, TResult>(Operation<TRequest, TResult> operation, TRequest asked, CancellationToken stop) =>
        apart.Runner.RunAsync(operation, asked, context.Caller, null, stop);

    /// <summary>As publishers write times.</summary>
    static object? Written(object? value) => value is DateTimeOffset time ? IsoTime.Format(Timestamp.From(time)) : value;
}
