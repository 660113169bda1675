using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Databases;

/// <summary>kill -9 of PostgreSQL, which is away for a while.</summary>
sealed class KillDatabase() : Fault("kill-database")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        scene.Database.Kill();
        var time = await AwayAsync(random, 5, stop);
        await scene.Database.StartAsync(stop);
        return $"away for {time}";
    }
}
