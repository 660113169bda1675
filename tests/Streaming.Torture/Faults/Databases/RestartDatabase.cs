using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Databases;

/// <summary>PostgreSQL is shut down in order, is away for a while, and starts again.</summary>
sealed class RestartDatabase() : Fault("restart-database")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        await scene.Database.StopAsync();
        var time = await AwayAsync(random, 10, stop);
        await scene.Database.StartAsync(stop);
        return $"away for {time}";
    }
}
