namespace Streaming.Pipeline.Replay;

/// <summary>
/// What is done with replayed batches besides comparing them. Batches of one stage partition come in their recorded order and
/// one at a time; those of different stage partitions may come at the same time.
/// </summary>
public interface IReplaySink
{
    /// <summary>Takes the next batch, in order.</summary>
    ValueTask TakeAsync(ReplayedBatch batch, CancellationToken stop);
}
