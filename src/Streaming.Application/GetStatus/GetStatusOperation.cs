using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Application.ShowGoals;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.GetStatus;

/// <summary>Lag, rates and counts by outcome of a pipeline, now or once it has caught up.</summary>
public sealed class GetStatusOperation()
    : Operation<GetStatusRequest, StatusReport>(new OperationInfo("status.get", Role.Viewer, Recording.Summarised))
{
    static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(1);
    static readonly TimeSpan NoteInterval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected internal override string AboutOf(GetStatusRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<StatusReport> RunAsync(
        GetStatusRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        if (request.Timeout is { } timeout && (timeout < TimeSpan.Zero || timeout > GetStatusRequest.Longest))
        {
            throw new StreamingException($"One waits from 0 s to {GetStatusRequest.Longest.TotalDays:0} days, not {timeout}.")
            {
                Kind = FailureKind.Invalid,
            };
        }

        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        if (request.Wait)
            await WaitAsync(services.Kafka, plan, request.Timeout, context, stop);

        var lineage = await services.LineageAsync(stop);
        var before = await lineage.ListStreamsAsync(plan.Topology.Name, stop);
        var started = context.Time.GetTimestamp();
        if (!request.Wait)
            await Task.Delay(RateWindow, context.Time, stop);
        var after = request.Wait ? before : await lineage.ListStreamsAsync(plan.Topology.Name, stop);
        var seconds = context.Time.GetElapsedTime(started).TotalSeconds;
        return StatusReport.Of(plan, before, after, request.Wait ? null : seconds, await LagsAsync(services.Kafka, plan, stop)) with
        {
            Call = await CallAsync(services, plan.Topology, stop),
            Contests = await ContestsAsync(services, plan.Topology, context.Time.GetUtcNow(), stop),
        };
    }

    static async Task<CalledPerson?> CallAsync(StreamingServices services, TopologyModel topology, CancellationToken stop) =>
        topology.Learning.Goals is null ? null : CalledPerson.Of(await (await services.GoalsAsync(stop)).ReadAsync(topology.Name, stop));

    static async Task<WaitingContests?> ContestsAsync(
        StreamingServices services,
        TopologyModel topology,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        if (topology.Oversight is null)
            return null;
        var (contests, _) = await (await services.ContestsAsync(stop)).ReadAsync(topology.Name, stop);
        var open = contests.Where(c => c.Answer is null).ToList();
        return new WaitingContests(open.Count, open.Count(c => c.Made.DueAt < now));
    }

    static async Task<List<StageLag>> LagsAsync(KafkaConnection kafka, PipelinePlan plan, CancellationToken stop)
    {
        using var reader = new LagReader(kafka);
        var lags = new List<StageLag>();
        foreach (var stage in plan.Stages)
            lags.AddRange(await reader.ReadAsync(stage, await reader.EndsAsync(reader.Inputs(stage)), stop));
        return lags;
    }

    static async Task WaitAsync(
        KafkaConnection kafka,
        PipelinePlan plan,
        TimeSpan? timeout,
        OperationContext context,
        CancellationToken stop
    )
    {
        using var patience = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var noted = context.Time.GetTimestamp();
        try
        {
            await new CatchUp(kafka, plan, context.Time).WaitAsync(Note, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new StreamingException($"Not caught up after {timeout!.Value.TotalSeconds:0.#} s. Is it running?")
            {
                Cure = Cure.Run(plan.Topology.Name),
            };
        }

        void Note(string stage, long behind)
        {
            if (context.Time.GetElapsedTime(noted) < NoteInterval)
                return;
            noted = context.Time.GetTimestamp();
            context.Note($"waiting for stage {stage}: {behind:N0} offsets to go");
        }
    }
}
