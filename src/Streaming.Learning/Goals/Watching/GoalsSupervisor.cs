using Streaming.Events.Time;
using Streaming.Learning.Goals.History;
using Streaming.Learning.Goals.Measuring;
using Streaming.Learning.Goals.Planning;
using Streaming.Store.HashChains;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Watching;

/// <summary>
/// Watches over a topology's goals: looks, does what the plan says, waits for what comes of it, and checks whether it helped. Each step
/// begins from the sealed history and ends with one more event of it, so that it goes on wherever a process died, and several may watch.
/// </summary>
/// <param name="observer">Sees how it stands.</param>
/// <param name="hands">Do what is planned.</param>
/// <param name="histories">Where the history is.</param>
/// <param name="time">The clock.</param>
/// <param name="note">Told what happens, in a line.</param>
public sealed class GoalsSupervisor(GoalsObserver observer, IGoalsHands hands, GoalsStore histories, TimeProvider time, Action<string> note)
{
    /// <summary>Looks while event time goes on by one window.</summary>
    const int Often = 8;

    /// <summary>What helped has left no more than this share of what was missing.</summary>
    const double Enough = 0.9;

    Timestamp _listened = Timestamp.Beginning;

    GoalsModel Goals => observer.Goals;

    /// <summary>Takes the next step.</summary>
    /// <returns>False: there is none for now.</returns>
    public async Task<bool> StepAsync(CancellationToken stop = default)
    {
        var history = await histories.ReadAsync(observer.Topology.Name, stop);
        if (await observer.WindowAsync(history, stop) is not { } window)
            return false;
        return history.Open switch
        {
            null => await LookAsync(history, window, stop),
            { Stage: GoalsStage.Planned } planned => await ActAsync(history, planned, window, stop),
            // What waits for labels must not keep the dead-man rule from seeing that none come.
            var open => await GoOnAsync(history, open, window, stop)
                || (IsDue(history, window) && await IsDeadAsync(window, stop) && await LookAsync(history, window, stop)),
        };
    }

    async Task<bool> LookAsync(GoalsHistory history, GoalsWindow window, CancellationToken stop)
    {
        if (!IsDue(history, window))
            return false;
        // What somebody else has begun may be what helps.
        if (history.Open is null && await hands.IsBusyAsync(stop) && !await IsDeadAsync(window, stop))
            return false;
        if (await observer.LookAsync(history, stop) is not { } looked)
            return false;
        var state = await observer.TryAsync(looked, progress: null, stop);
        var plan = GoalsPlanner.Plan(Goals, state);
        var version = plan.Action == GoalAction.RollBack ? await hands.ChampionAsync(stop) : null;
        await AppendAsync(history, GoalsLooked.Of(Goals, state, plan, version), string.Join(' ', plan.Reasons), stop);
        return true;
    }

    bool IsDue(GoalsHistory history, GoalsWindow window) =>
        history.Last is not { } last || window.Newest >= last.Newest.Later(Goals.Over / Often);

    /// <summary>Whether the dead-man rule has something to do: asked often, answered anew when event time has gone on.</summary>
    async Task<bool> IsDeadAsync(GoalsWindow window, CancellationToken stop)
    {
        if (window.FallsBack || window.Newest < _listened.Later(Goals.Over / Often))
            return false;
        var silent = await observer.IsSilentAsync(window, stop);
        if (!silent)
            _listened = window.Newest;
        return silent;
    }

    async Task<bool> ActAsync(GoalsHistory history, GoalsEpisode planned, GoalsWindow window, CancellationToken stop)
    {
        var begun = await hands.BeginAsync(planned, stop);
        ChainedEvent happened = begun.Effect ? new GoalsActed(planned.Look, begun.What, time.GetUtcNow()) : Settled(planned, begun, window);
        await AppendAsync(history, happened, begun.What, stop);
        return true;
    }

    async Task<bool> GoOnAsync(GoalsHistory history, GoalsEpisode open, GoalsWindow window, CancellationToken stop)
    {
        if (open.Stage == GoalsStage.Acted)
        {
            if (await hands.OutcomeAsync(open, stop) is not { } outcome)
                return false;
            await AppendAsync(history, Settled(open, outcome, window), outcome.What, stop);
            return true;
        }

        // The window begins where the effect does.
        if (window.Range.To < open.Effective!.Value.Later(Goals.CheckAfter))
            return false;
        var measured = await observer.MeasureAsync(window, stop);
        var (helped, what) = Judge(open, measured);
        await AppendAsync(history, new GoalsChecked(open.Look, helped, what, GoalsLooked.Named(measured), time.GetUtcNow()), what, stop);
        return true;
    }

    /// <summary>Whether less is missing than was.</summary>
    (bool Helped, string What) Judge(GoalsEpisode open, GoalMeasures measured)
    {
        var figures = GoalWords.Figures(Goals.Wanted, measured);
        if (Goals.Wanted.Any(goal => open.Figures.ContainsKey(GoalWords.Of(goal.Metric)) && measured.Of(goal.Metric) is null))
            return (false, $"Nobody can tell whether {GoalWords.Of(open.Action!.Value)} helped: since then {figures}.");
        var left = Shortfall.Of(Goals, measured);
        return left <= 0 ? (true, $"{Said(open)} helped, and the goals are met since: {figures}.")
            : left <= open.Shortfall * Enough ? (true, $"{Said(open)} helped, and the goals are not all met since: {figures}.")
            : (false, $"{Said(open)} did not help: since then {figures}.");
    }

    GoalsSettled Settled(GoalsEpisode episode, GoalsOutcome outcome, GoalsWindow window) =>
        new(episode.Look, outcome.Effect, outcome.What, window.Newest.Micros, time.GetUtcNow());

    async Task AppendAsync(GoalsHistory history, ChainedEvent happened, string what, CancellationToken stop)
    {
        // Another process may have taken the step meanwhile: then it has said so.
        var after = await histories.AppendAsync(observer.Topology.Name, history, happened, stop);
        if (after.Length == history.Length + 1)
            note($"goals: {what}");
    }

    static string Said(GoalsEpisode open)
    {
        var action = GoalWords.Of(open.Action!.Value);
        return char.ToUpperInvariant(action[0]) + action[1..];
    }
}
