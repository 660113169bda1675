using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Learning;

/// <summary>A zombie: those who serve a run and work on it stand still for longer than they are waited for, and then go on.</summary>
sealed class FreezeLearning() : LearningFault("freeze-learning")
{
    protected override async Task<string?> StrikeAsync(TortureScene scene, LearningFleet fleet, Random random, CancellationToken stop)
    {
        var victim = Pick(fleet.All, random);
        if (!victim.IsReady)
            return null;
        using var frozen = victim.Freeze();
        await Task.Delay(scene.Options.LearningLease, stop);
        var time = await AwayAsync(random, 5, stop);
        return $"{victim.Name} and its jobs, {frozen.Count} processes, for {time} longer than their lease";
    }
}
