using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Pipelines;

/// <summary>Another model is put to use, and a process is killed about when it takes notice: before, while it loads it, or after.</summary>
sealed class SwitchModel() : Fault("switch-model")
{
    /// <summary>A pipeline asks each second which model is in use.</summary>
    const int MostMilliseconds = 1500;

    public override string? WhyNot(TortureOptions options) =>
        options.Learning ? "learning runs put models to use"
        : TortureTopology.Load(options.Topology, "tortured").Topology.Score.Model is null ? "the topology names no model"
        : null;

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        if (await PickReadyAsync(scene, random, stop) is not { } victim)
            return null;
        var model = await scene.Models.SwitchAsync(stop);
        var moment = random.Next(MostMilliseconds);
        await Task.Delay(moment, stop);
        victim.Kill();
        return $"{model}, {victim.Name} killed after {moment} ms";
    }
}
