namespace Streaming.Pipeline.Recovery;

/// <summary>What it took to bring a stage partition's state back.</summary>
/// <param name="Partition">The stage partition.</param>
/// <param name="Snapshot">Batch after which the snapshot was taken; 0: there was none to use.</param>
/// <param name="Entries">Entries read from the snapshot.</param>
/// <param name="Rows">Rows and labels replayed into windows, and the batches they came in.</param>
/// <param name="Duration">All of it, the duplicate window included.</param>
public sealed record RestoredState(int Partition, long Snapshot, long Entries, long Rows, TimeSpan Duration)
{
    /// <summary>See <see cref="SnapshotSchedule.Work"/>.</summary>
    internal long Work { get; init; }
}
