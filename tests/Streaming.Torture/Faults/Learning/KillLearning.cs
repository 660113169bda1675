using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Learning;

/// <summary>kill -9 of a process that serves learning runs, wherever it happens to be: alone, or with the job that it runs.</summary>
sealed class KillLearning() : LearningFault("kill-learning")
{
    protected override Task<string?> StrikeAsync(TortureScene scene, LearningFleet fleet, Random random, CancellationToken stop)
    {
        var victim = Pick(fleet.All, random);
        var where = victim.IsReady ? victim.Name : $"{victim.Name}, while it starts";
        var jobs = random.Next(2) == 0;
        if (jobs)
            victim.KillWithJobs();
        else
            victim.Kill();
        return Task.FromResult<string?>(jobs ? $"{where}, with its jobs" : where);
    }
}
