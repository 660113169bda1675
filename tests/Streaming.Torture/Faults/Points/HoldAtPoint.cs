using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Points;

/// <summary>
/// The network holds a request or an answer back for longer than transactions, sessions or the database's locks last, and
/// then delivers it.
/// </summary>
sealed class HoldAtPoint() : Fault("hold-at-point")
{
    const int LongestSeconds = 14;

    readonly Cards<CommitPoint> _points = new(CommitPoint.OfCommit);

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var point = _points.Next(random);
        if (await PickReadyAsync(scene, random, stop) is not { } victim || await point.CatchAsync(victim, random, stop) is not { } trap)
            return null;
        var time = await AwayAsync(random, LongestSeconds, stop);
        victim.Gate.Clear();
        trap.Release(forward: true);
        return $"{victim.Name} {point}, for {time}";
    }
}
