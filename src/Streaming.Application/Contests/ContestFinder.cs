using Streaming.Store.Contests;
using Streaming.Topology;

namespace Streaming.Application.Contests;

/// <summary>Finds contests by their ids.</summary>
static class ContestFinder
{
    /// <summary>One contest.</summary>
    /// <exception cref="StreamingException">There is none, or its history was altered.</exception>
    public static async Task<Contest> FindAsync(ContestStore store, string topology, string called, string id, CancellationToken stop)
    {
        var (contest, fault) = await store.FindAsync(topology, id, stop);
        if (fault is not null)
            throw new StreamingException($"The history of contest {id} was altered, and nothing is done by it: {fault.Message}");
        return contest
            ?? throw new StreamingException($"{topology} has no contest '{id}'.")
            {
                Kind = FailureKind.Missing,
                Cure = Cure.ListContests(called),
            };
    }

    /// <summary>One that is not answered.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public static async Task<Contest> UnansweredAsync(ContestStore store, string topology, string called, string id, CancellationToken stop)
    {
        var contest = await FindAsync(store, topology, called, id, stop);
        return contest.Answer is { } answer
            ? throw new StreamingException($"Contest {id} was answered by {answer.By ?? "somebody"}: '{answer.Decision}' stands.")
            : contest;
    }
}
