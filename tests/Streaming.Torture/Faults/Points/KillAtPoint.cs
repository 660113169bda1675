using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Points;

/// <summary>
/// kill -9 of a pipeline process at a named point. What it had sent there may be lost with it, or arrive after its death,
/// perhaps when its successor is at work already.
/// </summary>
sealed class KillAtPoint() : Fault(Kind)
{
    public const string Kind = "kill-at-point";

    readonly Cards<CommitPoint> _points = new([.. CommitPoint.OfCommit, .. CommitPoint.OfRecovery]);

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var point = _points.Next(random);
        if (await PickReadyAsync(scene, random, stop) is not { } victim || await point.CatchAsync(victim, random, stop) is not { } trap)
            return null;
        victim.Kill();
        var arrives = random.Next(2) == 0;
        var late = arrives && random.Next(2) == 0;
        if (late)
            await AwayAsync(random, 5, stop);
        victim.Gate.Clear();
        trap.Release(arrives);
        return $"{victim.Name} {point}, what it sent {(late ? "arrives late" : arrives ? "arrives" : "is lost")}";
    }
}
