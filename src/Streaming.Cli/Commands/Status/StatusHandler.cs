using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Status;

internal sealed class StatusHandler(CommandContext context)
{
    static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(1);
    static readonly TimeSpan NoteInterval = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(StatusRequest request, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.All, stop);
        if (request.Wait && !await WaitAsync(services.Kafka, plan, request.Timeout, stop)) return ExitCode.Failed;

        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        var before = await lineage.ListStreamsAsync(plan.Topology.Name, stop);
        var started = context.Time.GetTimestamp();
        if (!request.Wait) await Task.Delay(RateWindow, context.Time, stop);
        var after = request.Wait ? before : await lineage.ListStreamsAsync(plan.Topology.Name, stop);
        var seconds = context.Time.GetElapsedTime(started).TotalSeconds;

        var lags = await LagsAsync(services.Kafka, plan, stop);
        StatusView.Show(context.Terminal, StatusReport.Of(plan, before, after, request.Wait ? null : seconds, lags));
        return ExitCode.Done;
    }

    static async Task<List<StageLag>> LagsAsync(KafkaConnection kafka, PipelinePlan plan, CancellationToken stop)
    {
        using var reader = new LagReader(kafka);
        var lags = new List<StageLag>();
        foreach (var stage in plan.Stages) lags.AddRange(await reader.ReadAsync(stage, await reader.EndsAsync(reader.Inputs(stage)), stop));
        return lags;
    }

    async Task<bool> WaitAsync(KafkaConnection kafka, PipelinePlan plan, TimeSpan? timeout, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var noted = context.Time.GetTimestamp();
        try
        {
            await new CatchUp(kafka, plan, context.Time).WaitAsync(Note, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            context.Terminal.Fault($"Not caught up after {timeout!.Value.TotalSeconds:0.#} s. Is it running? streaming run {plan.Topology.Name}");
            return false;
        }

        void Note(string stage, long behind)
        {
            if (context.Time.GetElapsedTime(noted) < NoteInterval) return;
            noted = context.Time.GetTimestamp();
            context.Terminal.Note($"waiting for stage {stage}: {behind:N0} offsets to go");
        }
    }
}
