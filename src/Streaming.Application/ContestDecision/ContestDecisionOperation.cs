using Streaming.Application.Contests;
using Streaming.Application.Operations;
using Streaming.Application.OverrideDecision;

namespace Streaming.Application.ContestDecision;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Id">Event id or lineage id of a scored record.</param>
public sealed record ContestDecisionRequest(string Topology, string Id);

/// <summary>Takes down that somebody contests a decision, so that it is answered in time.</summary>
public sealed class ContestDecisionOperation()
    : Operation<ContestDecisionRequest, ShownContest>(new OperationInfo("decision.contest", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ContestDecisionRequest request) => $"{request.Topology} {request.Id}";

    /// <inheritdoc/>
    protected internal override async Task<ShownContest> RunAsync(
        ContestDecisionRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var overruling = await Overruling.OpenAsync(request.Topology, decision: null, context, stop);
        context.RequireWhy("A contest");
        var record = await overruling.FindAsync(request.Id, stop);
        var contest = await ContestOpening.OpenAsync(overruling, record, context, proposed: null, stop);
        return ShownContest.Of(contest, context.Time.GetUtcNow());
    }
}
