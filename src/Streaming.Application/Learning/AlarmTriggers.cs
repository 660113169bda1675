using System.Globalization;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Lifecycle;
using Streaming.Store.Runs;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Application.Learning;

/// <summary>What an alarm begins.</summary>
/// <param name="Id">The same for whoever finds it.</param>
/// <param name="Why">A sentence.</param>
sealed record AlarmTrigger(string Id, string Why);

/// <summary>
/// Which alarm about the version in use begins a run. What alarms there were for the same version counts as one reason: a run for it that
/// came to nothing is followed by another one as the policy says, and by none where a person cancelled it.
/// </summary>
/// <param name="runs">Where runs are.</param>
/// <param name="alarms">What was found in lineage.</param>
/// <param name="retrain">The policy.</param>
sealed class AlarmTriggers(RunStore runs, RunAlarms alarms, RetrainModel retrain)
{
    /// <summary>What begins now; null: nothing does.</summary>
    /// <param name="champion">The version in use; null: the rule.</param>
    /// <param name="trained">The newest runs that train, all over, the newest first.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<AlarmTrigger?> FindAsync(ModelVersion? champion, IReadOnlyList<LearningRun> trained, CancellationToken stop)
    {
        var decides = (champion?.Name ?? "", champion?.Version ?? 0);
        var about = (await alarms.FindAsync(stop)).Where(a => (a.Model, a.Version) == decides).ToList();
        if (about.Count == 0)
            return null;
        var causes = about.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var tries = trained.Where(r => causes.Contains(RetryRule.AlarmOf(r.Begun!.Message))).ToList();
        if (retrain.AgainAfter is { } after && tries is [{ CurrentState: not nameof(LearningMachine.Cancelled) }, ..])
            return await AgainAsync(after, about, tries, trained[0], stop);
        foreach (var alarm in about)
        {
            if (await runs.MessageAsync(alarm.Id, stop) is null)
                return new AlarmTrigger(alarm.Id, alarm.Why);
        }

        return null;
    }

    /// <summary>Counted from the end of the last run, whatever began it: what a person tried meanwhile was a try too.</summary>
    async Task<AlarmTrigger?> AgainAsync(
        TimeSpan after,
        IReadOnlyList<RunAlarm> about,
        List<LearningRun> tries,
        LearningRun last,
        CancellationToken stop
    )
    {
        var wait = RetryRule.Wait(after, tries.Count);
        var ended = last.History[^1].EventTime is { } micros ? new Timestamp(micros) : about.Max(a => a.EventTime);
        if (await alarms.NewestAsync(stop) is not { } newest || newest < ended.Later(wait))
            return null;
        foreach (var alarm in about)
        {
            if (!await alarms.HoldsAsync(alarm, stop))
                continue;
            var (number, state) = (last.Begun!.Number, LearningMachine.WordOf(last.CurrentState!));
            return new AlarmTrigger(
                RetryRule.IdOf(alarm.Id, number),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{alarm.Why} Runs for it before: {tries.Count}; run {number} ended as {state}, and {DurationText.Format(wait)} of "
                        + $"event time have gone by since."
                )
            );
        }

        return null;
    }
}
