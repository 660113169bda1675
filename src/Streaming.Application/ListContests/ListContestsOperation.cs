using Streaming.Application.Contests;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.ListContests;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Open">Only those that are not answered.</param>
public sealed record ListContestsRequest(string Topology, bool Open = false);

/// <summary>Contested decisions of a topology.</summary>
/// <param name="Contests">In the order in which they were taken down.</param>
/// <param name="Faults">Where a history was altered: nothing is done by it, and it is not in the list.</param>
public sealed record ListedContests(IReadOnlyList<ShownContest> Contests, IReadOnlyList<string> Faults);

/// <summary>Which decisions are contested, what was answered, and what should have been.</summary>
public sealed class ListContestsOperation()
    : Operation<ListContestsRequest, ListedContests>(new OperationInfo("contest.list", Role.Auditor, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ListContestsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ListedContests> RunAsync(
        ListContestsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology).Name;
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).ContestsAsync(stop);
        var (contests, faults) = await store.ReadAsync(topology, stop);
        var now = context.Time.GetUtcNow();
        return new ListedContests(
            [.. contests.Where(c => !request.Open || c.Answer is null).Select(c => ShownContest.Of(c, now))],
            [.. faults.Select(f => f.Message)]
        );
    }
}
