using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Points;

/// <summary>The connection breaks at a named point: a request is lost, or its answer.</summary>
sealed class CutAtPoint() : Fault(Kind)
{
    public const string Kind = "cut-at-point";

    readonly Cards<CommitPoint> _points = new([.. CommitPoint.OfCommit, .. CommitPoint.OfRecovery]);

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var point = _points.Next(random);
        if (await PickReadyAsync(scene, random, stop) is not { } victim || await point.CatchAsync(victim, random, stop) is not { } trap)
            return null;
        victim.Gate.Clear();
        trap.Release(forward: false);
        return $"{victim.Name} {point}";
    }
}
