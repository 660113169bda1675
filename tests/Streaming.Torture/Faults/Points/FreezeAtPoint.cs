using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Points;

/// <summary>
/// A zombie: a process stands still at a named point until another has taken its partitions over and gone on, then wakes up
/// in the middle of its commit.
/// </summary>
sealed class FreezeAtPoint() : Fault("freeze-at-point")
{
    readonly Cards<CommitPoint> _points = new(CommitPoint.OfCommit);

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var point = _points.Next(random);
        if (!await HasCompanyAsync(scene, stop))
            return null;
        var victim = Pick(scene.Fleet.Running, random);
        if (await point.CatchAsync(victim, random, stop) is not { } trap)
            return null;
        victim.Freeze();
        // The rest of what it sent goes on its way while it is frozen, or only when it is back.
        var during = random.Next(2) == 0;
        victim.Gate.Clear();
        if (during)
            trap.Release(forward: true);
        var takenOver = await scene.CaughtUpAsync(stop);
        victim.Thaw();
        trap.Release(forward: true);
        return $"{victim.Name} {point}, "
            + $"{(takenOver ? "until others have gone on" : "and nobody went on")}{(during ? ", what it sent arrives meanwhile" : "")}";
    }
}
