using Streaming.Application.ExplainDecision;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Onnx;
using Streaming.Learning.Training;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;
using Streaming.Publishing;
using Streaming.Publishing.Hostile;
using Streaming.Simulation;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDemo;

/// <summary>
/// All of it in a few minutes, step after step; what each step does is an operation of its own too. It has services of its own, whose
/// data begins afresh each time, so that nothing of it is on the access log.
/// </summary>
public sealed class RunDemoOperation() : Operation<RunDemoRequest, RanDemo>(new OperationInfo("demo.run", Role.Operator, Recording.Always))
{
    const int Steps = 9;

    /// <inheritdoc/>
    protected internal override string AboutOf(RunDemoRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<RanDemo> RunAsync(RunDemoRequest request, OperationContext context, CancellationToken stop)
    {
        var (plan, settings) = DemoTopology.Load(request.Topology);
        var started = context.Time.GetTimestamp();
        var connections = await DemoFolder.ClearAsync(context, "demo", stop);
        var story = new DemoStory(context, plan, Steps);

        story.Step("Starting an embedded Kafka-protocol broker and PostgreSQL: nothing needs to be installed");
        await using var services = await context.OpenApartAsync(connections, EmbeddedParts.All, stop);
        var lineage = await services.LineageAsync(stop);
        var registry = await services.ModelsAsync(stop);
        await RefuseUsedAsync(lineage, plan, stop);

        story.Step(
            $"Starting the pipeline: {plan.Stages.Count} stages, {plan.Topology.Features.Count} features, {RunDemoRequest.Partitions} "
                + "partitions"
        );
        await using var launch = await PipelineLaunch.StartAsync(services, plan, RunDemoRequest.Partitions, ExecutionProvider.Cpu, stop);
        var stream = new DemoStream(context.Time, services.Kafka, plan, launch.Host, lineage, story);
        var simulator = new Simulator(plan.Topology, settings);

        story.Step($"Simulating {request.History:N0} events of history; the topology's rule scores them, as there is no model yet");
        await stream.PlayAsync(new SimulatedRecords(simulator, labels: true, request.History), stop);

        story.Step("Training a model from the lineage: features as they were recorded, labels as they became known");
        var outcome = await TrainAsync(plan, lineage, registry, story, context, stop);
        story.Trained(outcome);

        story.Step($"Streaming {request.Events:N0} further events, malformed and hostile records among them; the new model scores");
        var hostile = new HostileMix(
            new SimulatedRecords(simulator, labels: true, request.Events),
            plan.Topology,
            RunDemoRequest.Hostility,
            seed: 1
        );
        await stream.PlayAsync(hostile, stop);

        story.Step("Checking that nothing is lost and nothing counted twice");
        var account = await DemoAccount.TakeAsync(services.Kafka, plan, lineage, stream.Published, stop);
        story.Accounted(account, hostile.Count);

        story.Step("Replaying the lineage: every feature and score again, compared bit for bit");
        var replay = await new LineageReplayer(plan, lineage, registry).RunAsync(new ReplayOptions(), story.Replaying(), stop);
        story.Replayed(replay);

        story.Step("Looking at a few predictions, each with its lineage");
        var samples = await DemoSamples.PickAsync(services.Kafka, plan, lineage, stop);
        story.Samples(samples);

        story.Step("Explaining one decision: what each feature did to the score, and what would have led to another decision");
        var narrow = await DemoSamples.NarrowestAsync(services.Kafka, plan, lineage, stop);
        if (narrow is null)
        {
            story.Detail($"none of the last events was decided {plan.Topology.Score.Decisions[0].Name} by the model");
        }
        else
        {
            var why = new ExplainDecisionRequest(request.Topology, narrow.LineageId.ToString());
            context.Report(new DemoExplained(await DecisionExplanation.OfAsync(lineage, registry, plan, narrow, why, mask: null, stop)));
        }

        await launch.Host.StopAsync();
        var model = outcome.Model;
        return new RanDemo(
            plan.Topology.Name,
            account.IsExact && replay.Identical == replay.Compared,
            account.Published,
            account.Scored,
            account.Quarantined,
            account.Predictions,
            new DemoReplay(replay.Compared, replay.Identical),
            new DemoModel(model.Name, model.Version, model.Hash, model.Description.Metrics),
            Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 1)
        )
        {
            Data = connections.Data,
            ExplainedId = narrow?.EventId,
            EventId = samples.Count > 0 ? samples[0].Recorded.EventId : null,
        };
    }

    static async Task<TrainingOutcome> TrainAsync(
        PipelinePlan plan,
        LineageStore lineage,
        ModelRegistry registry,
        DemoStory story,
        OperationContext context,
        CancellationToken stop
    )
    {
        var outcome = await new TopologyTrainer(lineage, registry).TrainAsync(
            plan,
            new TopologyTrainingOptions { By = context.Author },
            new Reporter<string>(story.Detail),
            stop
        );
        await registry.PromoteAsync(outcome.Model.Name, outcome.Model.Version, context.Author, stop);
        return outcome;
    }

    static async Task RefuseUsedAsync(LineageStore lineage, PipelinePlan plan, CancellationToken stop)
    {
        if ((await lineage.ListStreamsAsync(plan.Topology.Name, stop)).Count > 0)
        {
            throw new StreamingException(
                $"PostgreSQL has lineage of {plan.Topology.Name} already, and the demo begins at the beginning. Name an empty database, or "
                    + "none."
            )
            {
                Cure = Cure.NamePostgres,
            };
        }
    }
}
