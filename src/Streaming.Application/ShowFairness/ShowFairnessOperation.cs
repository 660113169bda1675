using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ShowFairness;

/// <summary>Tells how the groups that a topology declares fare, by what was decided and how it turned out.</summary>
public sealed class ShowFairnessOperation()
    : Operation<ShowFairnessRequest, ShownFairness>(new OperationInfo("fairness.show", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ShowFairnessRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ShownFairness> RunAsync(
        ShowFairnessRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        // Whoever names a topology without groups starts nothing.
        FairnessReader.Check(plan);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var report = await new FairnessReader(await services.LineageAsync(stop)).ReadAsync(
            plan,
            new TimeRange(request.From ?? Timestamp.Beginning, request.To ?? Timestamp.End),
            stop
        );
        var fairness = plan.Topology.Fairness!;
        return new ShownFairness(
            plan.Topology.Name,
            report.Rows,
            report.DueBefore,
            fairness.Smallest,
            [.. plan.Topology.Score.Decisions.Select(d => d.Name).Where(fairness.IsFavourable)],
            report.Attributes,
            FairnessNotes.Of(report, fairness.Smallest)
        );
    }
}
