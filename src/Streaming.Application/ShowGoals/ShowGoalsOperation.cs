using Streaming.Application.Goals;
using Streaming.Application.Operations;

namespace Streaming.Application.ShowGoals;

/// <summary>Tells how it stands with a topology's goals, and what was done for them and why.</summary>
public sealed class ShowGoalsOperation()
    : Operation<ShowGoalsRequest, ShownGoals>(new OperationInfo("goals.show", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ShowGoalsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ShownGoals> RunAsync(ShowGoalsRequest request, OperationContext context, CancellationToken stop)
    {
        var (observer, history) = await GoalsWatch.OpenAsync(request.Topology, context, stop);
        var state = await observer.LookAsync(history, stop);
        return new ShownGoals(
            observer.Topology.Name,
            state is null ? null : ShownStanding.Of(observer.Goals, state.Window, state.Measured),
            [.. history.Episodes.Reverse().Take(request.Limit).Select(LookedAt.Of)]
        )
        {
            Call = CalledPerson.Of(history),
        };
    }
}
