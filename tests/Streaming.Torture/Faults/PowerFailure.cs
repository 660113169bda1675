using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults;

/// <summary>Broker, PostgreSQL and all pipeline processes die at once, and come back.</summary>
sealed class PowerFailure() : Fault("power-failure")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        scene.Broker.Kill();
        scene.Database.Kill();
        foreach (var process in scene.Fleet.Running)
            process.Kill();
        await Task.WhenAll(scene.Broker.StartAsync(stop), scene.Database.StartAsync(stop));
        return $"with {scene.Fleet.Running.Count} processes";
    }
}
