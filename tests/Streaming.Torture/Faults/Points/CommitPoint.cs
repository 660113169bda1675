using Streaming.Torture.Scene;
using Streaming.Torture.Wire;

namespace Streaming.Torture.Faults.Points;

/// <summary>
/// A named point of the commit protocol or of recovery: just before a request reaches the server, or just after the server has
/// done it and before the client knows. Between them they lie between every two steps.
/// </summary>
sealed record CommitPoint(WirePoint Request, WireMoment Moment)
{
    /// <summary>Many requests pass before one is caught, so that it is not always the first after a start.</summary>
    const int MostSkipped = 6;

    /// <summary>There are few of each in a run.</summary>
    const int MostSkippedOfLearning = 2;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Passed once in every commit.</summary>
    public static readonly CommitPoint[] OfCommit =
    [
        new(WirePoint.Begin, WireMoment.Before),
        .. Both(
            WirePoint.Commit,
            WirePoint.AddPartitionsToTransaction,
            WirePoint.Produce,
            WirePoint.AddOffsetsToTransaction,
            WirePoint.TransactionOffsets,
            WirePoint.EndTransaction
        ),
    ];

    /// <summary>Passed when partitions are assigned and recovered.</summary>
    public static readonly CommitPoint[] OfRecovery =
    [
        .. Both(WirePoint.JoinGroup, WirePoint.SyncGroup, WirePoint.InitProducerId, WirePoint.OffsetFetch),
    ];

    /// <summary>Passed by those who serve learning runs and by their jobs: what they do lies between them.</summary>
    public static readonly CommitPoint[] OfLearning =
    [
        .. Both(WirePoint.RunTold, WirePoint.RunRecorded, WirePoint.JobRecorded, WirePoint.ModelRecorded, WirePoint.GoalRecorded),
    ];

    public override string ToString() => $"{(Moment == WireMoment.Before ? "before" : "after")} {Request}";

    /// <summary>Waits until a process comes to this point, and holds it there.</summary>
    /// <returns>Null where it does not come.</returns>
    public async Task<Trap?> CatchAsync(PipelineProcess process, Random random, CancellationToken stop)
    {
        var recovers = OfRecovery.Contains(this);
        var trap = process.Gate.Set(Request, Moment, recovers ? random.Next(2) : random.Next(MostSkipped));
        // Only a process that starts recovers.
        if (recovers)
            process.Kill();
        if (await Task.WhenAny(trap.Caught, Task.Delay(Patience, stop)) == trap.Caught)
            return trap;
        process.Gate.Clear();
        trap.Release(forward: true);
        return null;
    }

    /// <summary>Waits until the first of those who serve learning runs comes to this point, and holds it there.</summary>
    /// <returns>Null where none comes.</returns>
    public async Task<(LearningProcess Victim, Trap Trap)?> CatchAsync(LearningFleet fleet, Random random, CancellationToken stop)
    {
        var skip = random.Next(MostSkippedOfLearning);
        var traps = fleet.All.Select(process => (Victim: process, Trap: process.Gate.Set(Request, Moment, skip))).ToList();
        await Task.WhenAny([.. traps.Select(t => t.Trap.Caught), Task.Delay(Patience, stop)]);
        var first = traps.FindIndex(t => t.Trap.Caught.IsCompleted);
        foreach (var (victim, trap) in traps.Where((_, i) => i != first))
        {
            victim.Gate.Clear();
            trap.Release(forward: true);
        }

        stop.ThrowIfCancellationRequested();
        return first < 0 ? null : traps[first];
    }

    static IEnumerable<CommitPoint> Both(params WirePoint[] requests) =>
        requests.SelectMany(r => new[] { new CommitPoint(r, WireMoment.Before), new CommitPoint(r, WireMoment.After) });
}
