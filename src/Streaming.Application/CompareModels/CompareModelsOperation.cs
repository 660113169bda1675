using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Trials;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.CompareModels;

/// <summary>Compares a version that is tried on live rows with the one in use, by what lineage has of both.</summary>
public sealed class CompareModelsOperation()
    : Operation<CompareModelsRequest, ComparedModels>(new OperationInfo("model.compare", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CompareModelsRequest request) => $"{request.Topology} {request.Version}";

    /// <inheritdoc/>
    protected internal override async Task<ComparedModels> RunAsync(
        CompareModelsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var report = await new TrialReader(await services.LineageAsync(stop)).ReadAsync(
            plan,
            request.Version,
            new TimeRange(request.From ?? Timestamp.Beginning, request.To ?? Timestamp.End),
            new TrialRule
            {
                Alpha = request.Alpha,
                Margin = request.Margin,
                Tolerance = request.Tolerance,
            },
            Timestamp.Beginning,
            stop: stop
        );
        return ComparedModels.Of(plan.Topology.Name, report);
    }
}
