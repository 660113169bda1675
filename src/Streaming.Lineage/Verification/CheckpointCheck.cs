using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;

namespace Streaming.Lineage.Verification;

/// <summary>Holds a stream against what a checkpoint says of it: the hash it ended with, and all that came before.</summary>
sealed class CheckpointCheck(StreamKey stream, StreamCheckpoint? covered)
{
    readonly StreamTree _tree = new(covered?.After ?? 0, covered?.Version ?? 0);

    /// <summary>Version that the stream is known to have reached.</summary>
    public long KnownVersion => covered?.Version ?? 0;

    /// <summary>Takes the next sound batch; a fault where the checkpoint knows better.</summary>
    public LineageFault? Next(LineageBatch batch)
    {
        if (batch.Version > KnownVersion)
            return null;
        _tree.Add(batch);
        if (batch.Version < KnownVersion)
            return null;
        if (Convert.ToHexStringLower(batch.Hash) != covered!.Head)
        {
            return new LineageFault(
                FaultKind.Altered,
                stream,
                batch.Version,
                $"batch {stream}/{batch.Version} or one before it was rewritten: its hash is not the one that was signed"
            );
        }

        return _tree.RootText() == covered.Root
            ? null
            : new LineageFault(
                FaultKind.Altered,
                stream,
                batch.Version,
                $"the records up to batch {stream}/{batch.Version} are not those that were signed"
            );
    }
}
