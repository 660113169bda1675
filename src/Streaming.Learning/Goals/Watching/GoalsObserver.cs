using Streaming.Learning.Goals.History;
using Streaming.Learning.Goals.Measuring;
using Streaming.Learning.Goals.Planning;
using Streaming.Learning.Goals.Trying;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Goals.Watching;

/// <summary>Sees how it stands with a topology's goals, and what could be done; does nothing.</summary>
/// <param name="lineage">What was recorded.</param>
/// <param name="plan">The topology.</param>
/// <param name="hands">Know which version decides.</param>
/// <param name="time">The clock.</param>
/// <exception cref="LearningException">Nothing is wanted of the topology.</exception>
public sealed class GoalsObserver(LineageStore lineage, PipelinePlan plan, IGoalsHands hands, TimeProvider time)
{
    readonly GoalsReader _reader = new(lineage);

    /// <summary>Whose goals.</summary>
    public TopologyModel Topology => plan.Topology;

    /// <summary>What is wanted.</summary>
    public GoalsModel Goals { get; } = Of(plan.Topology);

    /// <summary>What is wanted of a topology.</summary>
    /// <exception cref="LearningException">Nothing is.</exception>
    public static GoalsModel Of(TopologyModel topology) =>
        topology.Learning.Goals
        ?? throw new LearningException(
            $"{topology.Name} says nothing of goals: write what is wanted under 'learning.goals' in the topology file."
        )
        {
            Kind = FailureKind.Invalid,
        };

    /// <summary>Over what is measured; null where nothing is recorded.</summary>
    /// <param name="history">What was done before.</param>
    /// <param name="stop">Gives up.</param>
    public Task<GoalsWindow?> WindowAsync(GoalsHistory history, CancellationToken stop) =>
        _reader.WindowAsync(plan, Goals.Over, history.Since, stop);

    /// <summary>What was recorded in it.</summary>
    public Task<GoalMeasures> MeasureAsync(GoalsWindow window, CancellationToken stop) => _reader.ReadAsync(plan, window, stop);

    /// <summary>Whether labels have not come for longer than the dead-man rule allows.</summary>
    public async Task<bool> IsSilentAsync(GoalsWindow window, CancellationToken stop) =>
        Goals.DeadMan is { } deadMan && await _reader.IsSilentAsync(plan, window, deadMan, stop);

    /// <summary>How it stands; null where nothing is recorded.</summary>
    /// <inheritdoc cref="WindowAsync"/>
    public async Task<GoalsState?> LookAsync(GoalsHistory history, CancellationToken stop) =>
        await WindowAsync(history, stop) is { } window
            ? new GoalsState(window, await MeasureAsync(window, stop), history.Past, time.GetUtcNow())
            {
                Silent = await IsSilentAsync(window, stop),
            }
            : null;

    /// <summary>The same with what the permitted actions would have made of it, where that matters.</summary>
    public async Task<GoalsState> TryAsync(GoalsState state, IProgress<string>? progress, CancellationToken stop)
    {
        if (!GoalsPlanner.Wants(Goals, state))
            return state;
        var before = Goals.Actions.Contains(GoalAction.RollBack) ? await hands.BeforeAsync(stop) : null;
        try
        {
            return state with { Tries = await new ActionTrials(lineage).TryAsync(plan, state.Window, before, progress, stop) };
        }
        finally
        {
            before?.Model.Dispose();
        }
    }
}
