using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Pipelines;

/// <summary>kill -9 of processes that nobody starts again; another number of them goes on.</summary>
sealed class ProcessDies() : Fault("process-dies")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var dead = scene.Fleet.Running;
        foreach (var process in dead)
            await process.KillForGoodAsync();
        var others = scene.Fleet.All.ToArray();
        random.Shuffle(others);
        var count = random.Next(1, others.Length + 1);
        foreach (var process in others.Take(count))
            process.Start();
        return $"{dead.Count} of them, {string.Join(", ", scene.Fleet.Running.Select(p => p.Name))} go on";
    }
}
