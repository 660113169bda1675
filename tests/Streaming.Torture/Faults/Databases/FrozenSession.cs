using Streaming.Torture.Faults.Points;
using Streaming.Torture.Scene;
using Streaming.Torture.Wire;

namespace Streaming.Torture.Faults.Databases;

/// <summary>
/// A session stands still in the middle of its transaction, with its locks, and its process may die meanwhile; when it wakes
/// up, it finds the order to commit.
/// </summary>
sealed class FrozenSession() : Fault("frozen-session")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        if (
            await PickReadyAsync(scene, random, stop) is not { } victim
            || await new CommitPoint(WirePoint.Commit, WireMoment.Before).CatchAsync(victim, random, stop) is not { } trap
        )
        {
            return null;
        }

        var frozen = await scene.Database.FreezeOpenTransactionsAsync(stop);
        try
        {
            victim.Gate.Clear();
            trap.Release(forward: true);
            var dies = random.Next(2) == 0;
            if (dies)
                victim.Kill();
            var time = await AwayAsync(random, 12, stop);
            return frozen.Count == 0 ? null : $"{frozen.Count} of {victim.Name}{(dies ? ", which dies" : "")}, for {time}";
        }
        finally
        {
            DatabaseServer.Thaw(frozen);
        }
    }
}
