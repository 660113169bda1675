using Streaming.Torture.Scene;
using Streaming.Torture.Wire;

namespace Streaming.Torture.Faults.Points;

/// <summary>kill -9 of the broker when a request of the commit protocol has just been done, or is about to be.</summary>
sealed class KillBrokerAtPoint() : Fault("kill-broker-at-point")
{
    readonly Cards<CommitPoint> _points = new([.. CommitPoint.OfCommit.Where(p => p.Request is not (WirePoint.Begin or WirePoint.Commit))]);

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var point = _points.Next(random);
        if (await PickReadyAsync(scene, random, stop) is not { } victim || await point.CatchAsync(victim, random, stop) is not { } trap)
            return null;
        scene.Broker.Kill();
        victim.Gate.Clear();
        trap.Release(forward: random.Next(2) == 0);
        await scene.Broker.StartAsync(stop);
        return $"{point} of {victim.Name}";
    }
}
