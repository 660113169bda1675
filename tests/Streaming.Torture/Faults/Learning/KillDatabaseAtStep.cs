using Streaming.Torture.Faults.Points;
using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Learning;

/// <summary>kill -9 of PostgreSQL at a named step of learning, so that nobody knows whether it was written.</summary>
sealed class KillDatabaseAtStep() : LearningFault("kill-database-at-step")
{
    readonly Cards<CommitPoint> _steps = new(CommitPoint.OfLearning);

    protected override async Task<string?> StrikeAsync(TortureScene scene, LearningFleet fleet, Random random, CancellationToken stop)
    {
        var step = _steps.Next(random);
        if (await step.CatchAsync(fleet, random, stop) is not { } caught)
            return null;
        var (victim, trap) = caught;
        scene.Database.Kill();
        victim.Gate.Clear();
        trap.Release(forward: true);
        var time = await AwayAsync(random, 5, stop);
        await scene.Database.StartAsync(stop);
        return $"{victim.Name} {step}, away for {time}";
    }
}
