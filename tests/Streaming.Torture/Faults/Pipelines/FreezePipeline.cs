using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Pipelines;

/// <summary>A zombie: SIGSTOP until another process has taken over and gone on, then SIGCONT.</summary>
sealed class FreezePipeline() : Fault("freeze-pipeline")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        if (!await HasCompanyAsync(scene, stop))
            return null;
        var victim = Pick(scene.Fleet.Running, random);
        victim.Freeze();
        var takenOver = await scene.CaughtUpAsync(stop);
        victim.Thaw();
        return $"{victim.Name}, {(takenOver ? "until others have gone on" : "and nobody went on")}";
    }
}
