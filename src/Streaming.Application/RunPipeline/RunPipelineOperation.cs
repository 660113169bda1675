using Streaming.Application.Operations;
using Streaming.Application.RemoveLineage;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Pipeline.Metrics;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunPipeline;

/// <summary>Runs a pipeline until it is stopped; several processes share its partitions.</summary>
public sealed class RunPipelineOperation()
    : Operation<RunPipelineRequest, RanPipeline>(new OperationInfo("pipeline.run", Role.Operator, Recording.Always))
{
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected internal override string AboutOf(RunPipelineRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<RanPipeline> RunAsync(
        RunPipelineRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        await using var launch = await PipelineLaunch.StartAsync(services, plan, request.Partitions, request.ParsedProvider, stop);
        var topology = plan.Topology;
        context.Report(
            new PipelineStarted(topology.Name, topology.Source.Topic, topology.Output.Predictions, services.Kafka.BootstrapServers)
        );
        var started = context.Time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var jobs = request.Jobs > 0 ? context.Jobs.HostAsync(request.Jobs, apart: true, over.Token) : Task.CompletedTask;
        var removing = new DailyRemoval(context, topology, request).RunAsync(over.Token);
        while (!stop.IsCancellationRequested && !launch.Host.Completion.IsCompleted)
        {
            await Task.WhenAny(launch.Host.Completion, Task.Delay(LookInterval, context.Time, stop));
            var now = launch.Host.Snapshot();
            context.Report(new PipelineLooked(Scored(now), Rejected(now)));
        }

        await over.CancelAsync();
        await jobs;
        await removing;
        // Faults here where something stopped it.
        await launch.Host.StopAsync();
        var stages = launch.Host.Snapshot();
        return new RanPipeline(
            topology.Name,
            Scored(stages),
            Rejected(stages),
            Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 3),
            stages
        );
    }

    static long Scored(IReadOnlyList<StageSnapshot> stages) => stages[^1].Accepted;

    static long Rejected(IReadOnlyList<StageSnapshot> stages) => stages.Sum(s => s.Rejected);
}
