using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness.Thresholds;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.FindThresholds;

/// <summary>Proposes thresholds by group, where the topology lets groups have their own; changes nothing.</summary>
public sealed class FindThresholdsOperation()
    : Operation<FindThresholdsRequest, FoundThresholds>(new OperationInfo("fairness.thresholds", Role.Modeller, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(FindThresholdsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<FoundThresholds> RunAsync(
        FindThresholdsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        // Whoever names a topology that does not allow it starts nothing.
        ThresholdReader.Check(plan, request.Equalise);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var report = await new ThresholdReader(await services.LineageAsync(stop)).ReadAsync(
            plan,
            request.Equalise,
            new TimeRange(request.From ?? Timestamp.Beginning, request.To ?? Timestamp.End),
            stop
        );
        return new FoundThresholds(plan.Topology.Name, plan.Topology.Fairness!.Thresholds!.Because, report);
    }
}
