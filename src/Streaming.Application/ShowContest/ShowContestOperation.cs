using Streaming.Application.Contests;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.ShowContest;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Contest">Id of the contest.</param>
public sealed record ShowContestRequest(string Topology, string Contest);

/// <summary>One contested decision: what somebody has against it, and what was answered.</summary>
public sealed class ShowContestOperation()
    : Operation<ShowContestRequest, ShownContest>(new OperationInfo("contest.show", Role.Auditor, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ShowContestRequest request) => $"{request.Topology} {request.Contest}";

    /// <inheritdoc/>
    protected internal override async Task<ShownContest> RunAsync(
        ShowContestRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology).Name;
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).ContestsAsync(stop);
        return ShownContest.Of(
            await ContestFinder.FindAsync(store, topology, request.Topology, request.Contest, stop),
            context.Time.GetUtcNow()
        );
    }
}
