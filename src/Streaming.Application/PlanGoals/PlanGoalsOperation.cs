using Streaming.Application.Goals;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Learning.Goals.Planning;

namespace Streaming.Application.PlanGoals;

/// <summary>Says what would be done for a topology's goals, and why, after trying it on recorded history; does nothing.</summary>
public sealed class PlanGoalsOperation()
    : Operation<PlanGoalsRequest, PlannedGoals>(new OperationInfo("goals.plan", Role.Modeller, Recording.Always) { Job = JobRule.Repeats })
{
    /// <inheritdoc/>
    protected internal override string AboutOf(PlanGoalsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override PlanGoalsRequest Placed(PlanGoalsRequest request, JobFiles files) =>
        request with
        {
            Topology = files.Topology(request.Topology),
        };

    /// <inheritdoc/>
    protected internal override async Task<PlannedGoals> RunAsync(
        PlanGoalsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var (observer, history) = await GoalsWatch.OpenAsync(request.Topology, context, stop);
        if (await observer.LookAsync(history, stop) is not { } looked)
            return new PlannedGoals(observer.Topology.Name, null, GoalsVerdict.Wait, ["Nothing is recorded yet."], null, []);
        var state = await observer.TryAsync(looked, context.Progress<string>(text => new Noted(text)), stop);
        var next = GoalsPlanner.Plan(observer.Goals, state);
        return new PlannedGoals(
            observer.Topology.Name,
            ShownStanding.Of(observer.Goals, state.Window, state.Measured),
            next.Verdict,
            next.Reasons,
            next.Action is { } action ? GoalWords.Of(action) : null,
            [.. state.Tries.Select(tried => TriedAction.Of(observer.Goals, tried))]
        );
    }
}
