using Streaming.Application.Operations;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Onnx;
using Streaming.Learning.Training;
using Streaming.Lineage;
using Streaming.Lineage.Models;
using Streaming.Pipeline.Replay;
using Streaming.Publishing;
using Streaming.Publishing.Hostile;
using Streaming.Simulation;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Demo;

/// <summary>The demo, step after step; what each step does is a command of its own too.</summary>
internal sealed class DemoHandler(CommandContext outer)
{
    public async Task<int> RunAsync(DemoRequest request, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var settings = SimulatorLoader.Load(plan.Topology);
        Refuse(plan);
        var context = outer with { Connections = await DemoFolder.ClearAsync(outer, stop) };
        var view = new DemoView(context, plan);

        view.Step("Starting an embedded Kafka-protocol broker and PostgreSQL: nothing needs to be installed");
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.All, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        await RefuseUsedAsync(lineage, plan, stop);

        view.Step($"Starting the pipeline: {plan.Stages.Count} stages, {plan.Topology.Features.Count} features, {DemoRequest.Partitions} partitions");
        await using var launch = await PipelineLaunch.StartAsync(context, services, plan, DemoRequest.Partitions, ExecutionProvider.Cpu, stop);
        var stream = new DemoStream(context, services.Kafka, plan, launch.Host, lineage, view);
        var simulator = new Simulator(plan.Topology, settings);

        view.Step($"Simulating {request.History:N0} events of history; the topology's rule scores them, as there is no model yet");
        await stream.PlayAsync(new SimulatedRecords(simulator, labels: true, request.History), stop);

        view.Step("Training a model from the lineage: features as they were recorded, labels as they became known");
        var outcome = await TrainAsync(plan, lineage, registry, view, stop);
        view.Trained(outcome);

        view.Step($"Streaming {request.Events:N0} further events, malformed and hostile records among them; the new model scores");
        var hostile = new HostileMix(new SimulatedRecords(simulator, labels: true, request.Events), plan.Topology, DemoRequest.Hostility, seed: 1);
        await stream.PlayAsync(hostile, stop);

        view.Step("Checking that nothing is lost and nothing counted twice");
        var account = await DemoAccount.TakeAsync(services.Kafka, plan, lineage, stream.Published, stop);
        view.Accounted(account, hostile.Count);

        view.Step("Replaying the lineage: every feature and score again, compared bit for bit");
        var replay = await new LineageReplayer(plan, lineage, registry).RunAsync(new ReplayOptions(), view.Replaying(), stop);
        view.Replayed(replay);

        view.Step("Looking at a few predictions, each with its lineage");
        view.Samples(await DemoSamples.PickAsync(services.Kafka, plan, lineage, stop));

        await launch.Host.StopAsync();
        var good = account.IsExact && replay.Identical == replay.Compared;
        view.Ended(good, account, replay, outcome);
        return good ? ExitCode.Done : ExitCode.Failed;
    }

    static async Task<TrainingOutcome> TrainAsync(PipelinePlan plan, LineageStore lineage, ModelRegistry registry, DemoView view, CancellationToken stop)
    {
        var outcome = await new TopologyTrainer(lineage, registry).TrainAsync(plan, new TopologyTrainingOptions(), new Reporter<string>(view.Detail), stop);
        await registry.UseAsync(outcome.Model.Name, outcome.Model.Version, stop);
        return outcome;
    }

    static void Refuse(PipelinePlan plan)
    {
        if (plan.Topology.Score.Model is null || plan.Topology.Score.Rule is null || plan.Topology.Labels is null)
            throw new StreamingException($"{plan.Topology.Name} cannot be shown in the demo: it takes labels, a rule and a model (score.rule and score.model in the topology file).");
    }

    static async Task RefuseUsedAsync(LineageStore lineage, PipelinePlan plan, CancellationToken stop)
    {
        if ((await lineage.ListStreamsAsync(plan.Topology.Name, stop)).Count > 0)
            throw new StreamingException($"PostgreSQL has lineage of {plan.Topology.Name} already, and the demo begins at the beginning. Leave out --postgres and STREAMING_POSTGRES, or name an empty database.");
    }
}
