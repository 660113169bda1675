using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.PromoteModel;
using Streaming.Application.RunDemo;
using Streaming.Application.ServeLearning;
using Streaming.Application.Services;
using Streaming.Application.TrainModel;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Simulation;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDriftDemo;

/// <summary>
/// The learning loop before one's eyes: what is to be found changes half-way, the loop notices, trains, tries and promotes a new version by
/// itself, then takes back a bad one that a person let decide. It has services of its own, whose data begins afresh each time.
/// </summary>
public sealed class RunDriftDemoOperation()
    : Operation<RunDriftDemoRequest, RanDriftDemo>(new OperationInfo("demo.drift", Role.Operator, Recording.Always))
{
    const int Steps = 6;

    /// <summary>Days that the rule scores, to learn from.</summary>
    const int History = 20;

    /// <summary>Days after which what is to be found changes: the simulator's file says so.</summary>
    const int Change = 30;

    /// <summary>Days within which the loop has to have brought in a better version, and to have taken back the bad one.</summary>
    const int Most = 120;

    /// <summary>Days that are shown after each turn.</summary>
    const int After = 6;

    /// <inheritdoc/>
    protected internal override string AboutOf(RunDriftDemoRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<RanDriftDemo> RunAsync(
        RunDriftDemoRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var settings = SimulatorLoader.Load(plan.Topology);
        var name = plan.Topology.Score.Model!;
        var started = context.Time.GetTimestamp();
        var connections = await DemoFolder.ClearAsync(context, "demo-drift", stop);
        var story = new DemoStory(context, plan, Steps);

        story.Step("Starting an embedded Kafka-protocol broker and PostgreSQL: nothing needs to be installed");
        await using var apart = await context.OperationsApartAsync(connections, EmbeddedParts.All, stop);
        var services = apart.Services;
        await using var launch = await PipelineLaunch.StartAsync(
            services,
            plan,
            RunDriftDemoRequest.Partitions,
            ExecutionProvider.Cpu,
            stop
        );
        var registry = await services.ModelsAsync(stop);
        var stream = new DayStream(context.Time, services.Kafka, plan, launch.Host, settings);

        story.Step($"Simulating {History} days, and training a first version on them");
        var events = await stream.PlayAsync(History, stop);
        story.Detail($"{events:N0} events, scored by the topology's rule, as there was no model yet");
        var first = await apart.Runner.RunAsync(
            new TrainModelOperation(),
            new TrainModelRequest { Topology = request.Topology, Use = true },
            context.Caller,
            null,
            stop
        );
        var version = new ModelVersion(name, first.Version, first.Hash);
        var frozen = ModelFiles.Serve(
            await registry.LoadAsync(version, stop),
            version,
            plan.Topology,
            context.Loggers.CreateLogger<RunDriftDemoOperation>()
        );
        using var loaded = frozen.Model;
        var days = new DemoDays(stream, new DemoDayReader(await services.LineageAsync(stop), registry, plan, frozen), context);

        await using var loop = new LearningLoop(
            apart.Runner,
            await services.RunsAsync(stop),
            request.Topology,
            context.Caller,
            days.Happened
        );
        story.Step(
            "A day a second from now on, but for while the loop computes. The bars show "
                + "how well cases are told apart (average precision): by who decides, and by v1"
        );
        await days.UntilAsync(Change, loop, stop);

        story.Step(
            $"Day {Change + 1}: what is to be found changes. Nobody tells the system; it has to find out, and to learn anew, by itself"
        );
        days.Happened("what is to be found changes");
        var renewed = await days.UntilAsync(Most, champion => champion > first.Version, loop, stop);
        await days.ForAsync(After, loop, stop);

        story.Step($"Somebody lets v{first.Version} decide again, by mistake");
        var bad = renewed is null ? (int?)null : first.Version;
        int? after = null;
        if (bad is not null)
        {
            await apart.Runner.RunAsync(
                new PromoteModelOperation(),
                new PromoteModelRequest(name, first.Version),
                context.Caller with
                {
                    Why = "it was good in January",
                },
                null,
                stop
            );
            days.Happened($"v{first.Version} decides again, by mistake");
            await days.ForAsync(1, loop, stop);
            after = await days.UntilAsync(days.Day + Most, champion => champion != first.Version, loop, stop);
            await days.ForAsync(After, loop, stop);
        }

        story.Step("Drawing what happened");
        var plot = Path.Combine(connections.Data, "drift.html");
        await File.WriteAllTextAsync(plot, DriftDemoPage.Html(plan.Topology.Name, days.All, days.Events), stop);
        await loop.EndAsync();
        await launch.Host.StopAsync();
        return new RanDriftDemo(
            plan.Topology.Name,
            renewed is not null && after is not null,
            days.All,
            renewed,
            bad,
            after is not null,
            Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 1)
        )
        {
            Data = connections.Data,
            Plot = plot,
        };
    }
}
