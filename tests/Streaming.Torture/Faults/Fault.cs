using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults;

/// <summary>One way to hurt a running pipeline. After it everything is there again, so that the pipeline can recover by itself.</summary>
abstract class Fault(string name)
{
    static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(2);

    /// <summary>In kebab case.</summary>
    public string Name => name;

    /// <summary>It is dealt where the model is renewed, and nowhere else.</summary>
    public virtual bool OfLearning => false;

    /// <summary>Why there is no such fault here; null where there is.</summary>
    public virtual string? WhyNot(TortureOptions options) => null;

    /// <summary>Does it.</summary>
    /// <returns>Where and when it struck; null where it found nothing to strike.</returns>
    public abstract Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop);

    protected static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];

    /// <summary>A pipeline process that is up; null where none comes up.</summary>
    protected static async Task<PipelineProcess?> PickReadyAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var process = Pick(scene.Fleet.Running, random);
        return await Until.TrueAsync(() => process.IsReady, ReadyLimit, stop) ? process : null;
    }

    /// <summary>Sees to it that a second process is there to take over.</summary>
    protected static async Task<bool> HasCompanyAsync(TortureScene scene, CancellationToken stop)
    {
        if (scene.Fleet.Running.Count < 2)
            scene.Fleet.Free?.Start();
        return await Until.TrueAsync(() => scene.Fleet.Running.All(p => p.IsReady), ReadyLimit, stop);
    }

    /// <summary>How long something is away: the fault itself, not a wait for something.</summary>
    protected static async Task<string> AwayAsync(Random random, int mostSeconds, CancellationToken stop)
    {
        var time = TimeSpan.FromSeconds(Math.Round(random.NextDouble() * mostSeconds, 1));
        await Task.Delay(time, stop);
        return $"{time.TotalSeconds:0.0} s";
    }
}
