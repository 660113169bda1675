using Streaming.Application.Exporting;
using Streaming.Application.FindRecord;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ExplainDecision;

/// <summary>Shares a recorded score out among the features, with the version that gave it: exact SHAP values.</summary>
public sealed class ExplainDecisionOperation()
    : Operation<ExplainDecisionRequest, ExplainedDecision>(new OperationInfo("decision.explain", Role.Auditor, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ExplainDecisionRequest request) => $"{request.Topology} {request.Id}";

    /// <inheritdoc/>
    protected internal override async Task<ExplainedDecision> RunAsync(
        ExplainDecisionRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var mask = PersonalMask.ForRecord(Info, context.Caller.Principal, plan.Topology, request.Id);
        WaterfallFile.Check(request.Plot);
        using var plot = request.Plot is { } named ? PartialFile.Create(named) : null;
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var lineage = await services.LineageAsync(stop);
        var record = ScoredRecord.Only(await RecordFinder.FindAsync(lineage, plan, request.Topology, request.Id, stop), request.Id);
        var explained = await DecisionExplanation.OfAsync(lineage, await services.ModelsAsync(stop), plan, record, request, mask, stop);
        if (plot is null || explained.Shares is null)
            return explained;
        WaterfallFile.Write(plot.Path, request.Plot!, explained);
        plot.Complete();
        return explained with { Plot = request.Plot };
    }
}
