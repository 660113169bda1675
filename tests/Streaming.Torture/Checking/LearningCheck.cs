using Streaming.Learning.Goals.History;
using Streaming.Models;
using Streaming.Models.States;
using Streaming.Store.HashChains;
using Streaming.Store.Jobs;
using Streaming.Store.Runs;
using Streaming.Topology.Model;

namespace Streaming.Torture.Checking;

/// <summary>
/// Every learning run that was told to begin ended once, or was said to come to nothing; none began twice, no step was worked on twice
/// with an effect, and where versions stand is where their runs left them.
/// </summary>
sealed class LearningCheck(string postgres, TopologyModel topology, Findings findings)
{
    /// <param name="told">Ids of the messages by which somebody had runs begin.</param>
    /// <param name="counts">What was counted so far.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The counts, with those of runs.</returns>
    public async Task<TortureCounts> RunAsync(IReadOnlyList<string> told, TortureCounts counts, CancellationToken stop)
    {
        using var runs = new RunStore(postgres);
        using var jobs = new JobStore(postgres, TimeProvider.System);
        using var goals = new GoalsStore(postgres);
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await WalkAsync("learning runs", () => runs.WalkAsync(stop));
        await WalkAsync("jobs", () => jobs.WalkAsync(stop));
        await WalkAsync("goals", () => goals.WalkAsync(stop));
        await WalkAsync("models", () => registry.WalkAsync(stop));
        var recorded = new List<RecordedRun>();
        foreach (var row in (await runs.ListAsync(topology.Name, int.MaxValue, stop)).OrderBy(r => r.Number))
            recorded.Add(new RecordedRun(row, await runs.ReadAsync(row, stop)));
        var messages = await runs.MessagesAsync(topology.Name, int.MaxValue, stop);
        new RunCheck(findings).Run(recorded, messages);
        foreach (var lost in told.Except(messages.Select(m => m.Message.Id)))
            findings.Add(FindingKind.Lost, $"run {lost} was asked for, and nobody knows of it");
        Steps(recorded, await jobs.ListAsync(int.MaxValue, openOnly: false, stop));
        Versions(recorded, (await registry.ListAsync(stop)).Where(m => m.Name == topology.Score.Model).ToList());
        Goals(recorded, await goals.ReadAsync(topology.Name, stop));
        return counts with { Runs = recorded.Count(r => r.IsOver), Promoted = recorded.Count(r => r.End == "Promoted") };
    }

    async Task WalkAsync(string what, Func<Task<HashChainWalk>> walk)
    {
        foreach (var fault in (await walk()).Faults)
            findings.Add(FindingKind.Unsound, $"{what}: {fault.Message}");
    }

    /// <summary>A job a step, and none besides.</summary>
    void Steps(List<RecordedRun> runs, IReadOnlyList<Job> jobs)
    {
        var ofSteps = jobs.Where(j => j.Asked.Key?.StartsWith("learning/", StringComparison.Ordinal) == true).ToDictionary(j => j.Id);
        foreach (var run in runs)
        {
            foreach (var id in run.Jobs)
            {
                if (!ofSteps.Remove(id, out var job))
                    findings.Add(FindingKind.Twice, $"run {run.Number} names job {id}, which is not there or another step's");
                else if (!job.Ended)
                    findings.Add(FindingKind.Stuck, $"job {id} of run {run.Number}, which is over, is {job.State}");
                else if (!job.Asked.Key!.StartsWith($"learning/{run.Id:N}/", StringComparison.Ordinal))
                    findings.Add(FindingKind.Differing, $"job {id} of run {run.Number} is known as {job.Asked.Key}");
            }
        }

        // What was asked for by whoever lost against another is cancelled.
        foreach (var job in ofSteps.Values.Where(j => j.State is not (JobState.Cancelled or JobState.Failed)))
            findings.Add(FindingKind.Twice, $"job {job.Id} ({job.Asked.Key}) is of no run's history, and it is {job.State}");
    }

    void Versions(List<RecordedRun> runs, List<RegisteredModel> versions)
    {
        if (versions.Count(v => v.State is Champion) is not 1 and var champions)
            findings.Add(FindingKind.Differing, $"{champions} versions are champion");
        foreach (var version in versions.Where(v => v.State is Shadow or Canary))
            findings.Add(FindingKind.Stuck, $"version {version.Version} is still {version.StateWord}, and no run is open");
        foreach (var run in runs)
        {
            if (run.Version is not { } number || versions.Find(v => v.Version == number) is not { } version)
            {
                if (run.End is "Promoted" or "Rejected" or "RolledBack")
                    findings.Add(FindingKind.Lost, $"run {run.Number} ended as {run.End}, and its version {run.Version} is not there");
                continue;
            }

            if (!Fits(run, version))
            {
                findings.Add(
                    FindingKind.Differing,
                    $"run {run.Number} ended as {run.End}, and its version {number} is {version.StateWord}"
                );
            }
        }

        var known = runs.Select(r => r.Version).ToHashSet();
        // Those that torture registered itself were not trained from lineage.
        foreach (var version in versions.Where(v => v.Description.Origin is not null && !known.Contains(v.Version)))
            findings.Add(FindingKind.Twice, $"version {version.Version} was trained, and is of no run: a run has trained twice");
    }

    static bool Fits(RecordedRun run, RegisteredModel version) =>
        run.End switch
        {
            "Promoted" => version.States.Any(s => s is Champion),
            "Rejected" => version.State is Rejected,
            "RolledBack" => version.States.Any(s => s is RolledBack),
            _ => version.State is not Registered,
        };

    /// <summary>What was done for goals was asked for by a look, once.</summary>
    void Goals(List<RecordedRun> runs, GoalsHistory history)
    {
        var looks = history.Episodes.Where(e => e.Action is not null).Select(e => $"goals/{topology.Name}/{e.Look}").ToHashSet();
        foreach (var run in runs.Where(r => r.Begun?.Trigger == "goals" && !looks.Contains(r.Begun.Message)))
            findings.Add(FindingKind.Differing, $"run {run.Number} began for {run.Begun!.Message}, and no look says so");
    }
}
