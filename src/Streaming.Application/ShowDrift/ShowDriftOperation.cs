using Streaming.Application.Operations;
using Streaming.Drift.Columns;
using Streaming.Drift.Risk;
using Streaming.Embedded.Hosting;
using Streaming.Learning.Outcomes;
using Streaming.Lineage.Monitoring;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ShowDrift;

/// <summary>Tells what the drift follower found.</summary>
public sealed class ShowDriftOperation()
    : Operation<ShowDriftRequest, ShownDrift>(new OperationInfo("drift.show", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ShowDriftRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ShownDrift> RunAsync(ShowDriftRequest request, OperationContext context, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(request.Topology);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var lineage = await services.LineageAsync(stop);
        var follower = new DriftFollower(lineage, topology.Name, new ColumnsOptions());
        var plan = PlanCompiler.Compile(topology);
        var outcomes = topology.Labels is null ? null : new OutcomeFollower(lineage, plan, new OutcomeOptions(default, new RiskOptions()));
        var reference = await ReferenceAsync(plan, lineage, await services.ModelsAsync(stop), stop);
        return await ShownDrift.OfAsync(topology.Name, follower, outcomes, reference, stop);
    }

    static async Task<ShownReference?> ReferenceAsync(
        PipelinePlan plan,
        LineageStore lineage,
        ModelRegistry registry,
        CancellationToken stop
    )
    {
        if (plan.Topology.Score.Model is not { } name || (await registry.ServingAsync(name, stop)).Champion is not { } champion)
            return null;
        var reference = await registry.ReferenceAsync(await registry.GetAsync(name, champion.Version, stop), stop);
        return reference is null ? null : await ReferenceDistances.ReadAsync(lineage, plan, champion, reference, stop);
    }
}
