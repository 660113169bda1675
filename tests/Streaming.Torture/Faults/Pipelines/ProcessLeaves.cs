using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Pipelines;

/// <summary>A process is asked to stop, and the others go on with its partitions.</summary>
sealed class ProcessLeaves() : Fault("process-leaves")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        if (!await HasCompanyAsync(scene, stop))
            return null;
        var leaver = Pick(scene.Fleet.Running, random);
        await leaver.StopAsync();
        return $"{leaver.Name}, {scene.Fleet.Running.Count} left";
    }
}
