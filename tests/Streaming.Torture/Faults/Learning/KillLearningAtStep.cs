using Streaming.Torture.Faults.Points;
using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Learning;

/// <summary>
/// kill -9 at a named step: just before something about a run, a job, a version or a goal is written, or just after and before anybody
/// knows. What was sent may be lost, or arrive when others have gone on.
/// </summary>
sealed class KillLearningAtStep() : LearningFault(Kind)
{
    public const string Kind = "kill-learning-at-step";

    readonly Cards<CommitPoint> _steps = new(CommitPoint.OfLearning);

    protected override async Task<string?> StrikeAsync(TortureScene scene, LearningFleet fleet, Random random, CancellationToken stop)
    {
        var step = _steps.Next(random);
        if (await step.CatchAsync(fleet, random, stop) is not { } caught)
            return null;
        var (victim, trap) = caught;
        victim.KillWithJobs();
        var arrives = random.Next(2) == 0;
        var late = arrives && random.Next(2) == 0;
        if (late)
            await AwayAsync(random, 8, stop);
        victim.Gate.Clear();
        trap.Release(arrives);
        return $"{victim.Name} {step}, what it sent {(late ? "arrives late" : arrives ? "arrives" : "is lost")}";
    }
}
