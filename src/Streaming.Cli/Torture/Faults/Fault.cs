using Streaming.Cli.Torture.Scene;

namespace Streaming.Cli.Torture.Faults;

/// <summary>One way to hurt a running pipeline. After it everything is there again, so that the pipeline can recover by itself.</summary>
internal abstract class Fault(string name)
{
    /// <summary>In kebab case.</summary>
    public string Name => name;

    /// <summary>Does it.</summary>
    /// <returns>Where and when it struck; null where it found nothing to strike.</returns>
    public abstract Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop);

    protected static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];
}
