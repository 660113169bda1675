using Streaming.Application.Operations;
using Streaming.Application.RunDemo;
using Streaming.Application.Serve;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Onnx;
using Streaming.Publishing;
using Streaming.Publishing.Hostile;
using Streaming.Simulation;

namespace Streaming.Application.ServeDemo;

/// <summary>
/// A small world with a door: services of its own, a pipeline, a model that was trained a moment ago, and traffic that goes on until it is
/// stopped. Its data begins afresh each time, and touches nobody else's.
/// </summary>
public sealed class ServeDemoOperation()
    : Operation<ServeDemoRequest, ServedDemo>(new OperationInfo("demo.serve", Role.Operator, Recording.Always))
{
    const int Steps = 3;

    /// <inheritdoc/>
    protected internal override string AboutOf(ServeDemoRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ServedDemo> RunAsync(ServeDemoRequest request, OperationContext context, CancellationToken stop)
    {
        var demo = DemoTopology.Load(request.Topology);
        var started = context.Time.GetTimestamp();
        var connections = await DemoFolder.ClearAsync(context, "demo-serve", stop);
        var story = new DemoStory(context, demo.Plan, Steps);

        story.Step("Starting an embedded Kafka-protocol broker, PostgreSQL and the pipeline: nothing needs to be installed");
        // Whatever other Kafka and PostgreSQL are named: a demo makes up its events.
        var own = connections with { Kafka = null, Postgres = null, KafkaProperties = new Dictionary<string, string>() };
        await using var apart = await context.OperationsApartAsync(own, EmbeddedParts.All, stop);
        await using var launch = await PipelineLaunch.StartAsync(
            apart.Services,
            demo.Plan,
            ServeDemoRequest.Partitions,
            ExecutionProvider.Cpu,
            stop
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var simulator = new Simulator(demo.Plan.Topology, demo.Settings);
        var offer = new DemoPreparation(request, demo.Plan, apart, launch.Host, simulator, story, context).RunAsync(over.Token);
        var live = LiveAsync(request, demo, apart.Services, simulator, offer, context, over.Token);
        var watching = EndAsync(launch.Host.Completion, live, over);
        try
        {
            await apart.Runner.RunAsync(
                new ServeOperation(),
                new ServeRequest(request.Addresses, request.Jobs)
                {
                    Door = (health, _, ends) => request.Door(new DemoDoor(apart.Runner, health, offer), ends),
                },
                context.Caller,
                context.Reporting,
                over.Token
            );
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }

        var published = await live;
        // Faults here where something stopped it.
        await launch.Host.StopAsync();
        return new ServedDemo(demo.Plan.Topology.Name, published, Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 1))
        {
            Data = connections.Data,
        };
    }

    /// <summary>Without a pipeline or traffic there is nothing to show.</summary>
    static async Task EndAsync(Task pipeline, Task live, CancellationTokenSource over)
    {
        await Task.WhenAny(pipeline, live);
        await over.CancelAsync();
        await live.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Traffic from when there is a model until it is stopped, now and then with something in it that is rejected.</summary>
    static async Task<long> LiveAsync(
        ServeDemoRequest request,
        DemoTopology demo,
        StreamingServices services,
        Simulator simulator,
        Task<DemoOffer> prepared,
        OperationContext context,
        CancellationToken stop
    )
    {
        await ((Task)prepared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!prepared.IsCompletedSuccessfully)
            return 0;
        var topology = demo.Plan.Topology;
        var publisher = new Publisher(
            services.Kafka,
            topology,
            new PublishSettings { Partitions = ServeDemoRequest.Partitions, Rate = request.Rate },
            context.Time
        );
        var records = new HostileMix(
            new SimulatedRecords(simulator, labels: true, events: null),
            topology,
            RunDemoRequest.Hostility,
            seed: 1
        );
        // Reading, encoding and sending is one long computation: not on the thread that waits.
        return (await Task.Run(() => publisher.RunAsync(records, null, stop), CancellationToken.None)).Events;
    }
}
