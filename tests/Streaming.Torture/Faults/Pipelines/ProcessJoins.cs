using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Pipelines;

/// <summary>One more process joins: partitions move in the middle of the flow.</summary>
sealed class ProcessJoins() : Fault("process-joins")
{
    public override Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        if (scene.Fleet.Free is not { } place)
            return Task.FromResult<string?>(null);
        place.Start();
        return Task.FromResult<string?>($"{place.Name}, the {scene.Fleet.Running.Count}. of them");
    }
}
