using Streaming.Events.Time;
using Streaming.Lifecycle;
using Streaming.Lifecycle.Messages;
using Streaming.Store.Jobs;
using Streaming.Store.Runs;

namespace Streaming.Application.Learning;

/// <summary>
/// Goes on with the runs of a topology: begins those that are due, notices jobs that have ended, and handles what is stored. Each look
/// starts from the store alone; any number of processes may look.
/// </summary>
/// <param name="runs">Where runs are.</param>
/// <param name="jobs">Where jobs are.</param>
/// <param name="inbox">Handles messages.</param>
/// <param name="triggers">Begins runs that nobody asked for.</param>
/// <param name="newest">Tells how far event time has come.</param>
/// <param name="topology">Whose runs.</param>
sealed class RunServer(
    RunStore runs,
    JobStore jobs,
    LearningInbox inbox,
    RunTriggers triggers,
    Func<CancellationToken, Task<Timestamp?>> newest,
    string topology
)
{
    /// <summary>Looks until there is nothing to do.</summary>
    /// <param name="looked">Told of the newest run after each step: one may end and the next begin within one look.</param>
    /// <param name="stop">Gives up.</param>
    public async Task LookAsync(Action<LearningRun?> looked, CancellationToken stop)
    {
        LearningRun? last;
        do
        {
            await inbox.HandleAllAsync(topology, stop);
            last = await LastAsync(stop);
            looked(last);
        } while (await NoticeAsync(last, stop) is { } message && await runs.TellAsync(MessageFormat.Write(message), stop));
    }

    async Task<LearningRun?> LastAsync(CancellationToken stop) =>
        await runs.LastAsync(topology, stop) is { } row ? LearningRun.Of(row, await runs.ReadAsync(row, stop)) : null;

    async Task<ILearningMessage?> NoticeAsync(LearningRun? last, CancellationToken stop)
    {
        if (last is not { Over: false, Job: { } number } run)
            return await triggers.FindAsync(stop);
        var job = await jobs.FindAsync(number, stop);
        if (job is { Ended: false })
            return null;
        var step = LearningMachine.StepOf(run.CurrentState)!.Value;
        var ended = StepResults.Of(run, step, job, job is null ? null : await jobs.ResultAsync(job, stop));
        return ended with { EventTime = (await newest(stop))?.Micros };
    }
}
