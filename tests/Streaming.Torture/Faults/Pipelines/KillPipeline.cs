using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Pipelines;

/// <summary>kill -9 of a pipeline process, wherever it happens to be; a supervisor starts it again.</summary>
sealed class KillPipeline() : Fault(Kind)
{
    public const string Kind = "kill-pipeline";

    public override Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var victim = Pick(scene.Fleet.Running, random);
        var where = victim.IsReady ? victim.Name : $"{victim.Name}, while it starts";
        victim.Kill();
        return Task.FromResult<string?>(where);
    }
}
