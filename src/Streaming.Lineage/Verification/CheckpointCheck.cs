using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Retention;

namespace Streaming.Lineage.Verification;

/// <summary>Holds a stream against what a checkpoint says of it: the hash it ended with, and all that came before.</summary>
sealed class CheckpointCheck(StreamKey stream, StreamCheckpoint? covered, RecordedCut? cut)
{
    /// <summary>All that the checkpoint covers is there; else only the hash that it ends with can be held against it.</summary>
    readonly bool _isWhole = (covered?.After ?? 0) + 1 >= (cut?.Cut.First ?? 1);

    readonly StreamTree _tree = new(covered?.After ?? 0, covered?.Version ?? 0);

    /// <summary>Version that the stream is known to have reached.</summary>
    public long KnownVersion => covered?.Version ?? 0;

    /// <summary>Before any batch: what was removed may be just what the checkpoint covers.</summary>
    public LineageFault? Begin() =>
        covered is not null && cut is not null && covered.Version == cut.Cut.First - 1 && covered.Head != cut.Cut.Head
            ? new LineageFault(
                FaultKind.Altered,
                stream,
                covered.Version,
                $"batch {stream}/{covered.Version}, up to which lineage was removed, is not the one that was signed"
            )
            : null;

    /// <summary>Takes the next sound batch; a fault where the checkpoint knows better.</summary>
    public LineageFault? Next(LineageBatch batch)
    {
        if (batch.Version > KnownVersion)
            return null;
        if (_isWhole)
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

        return !_isWhole || _tree.RootText() == covered.Root
            ? null
            : new LineageFault(
                FaultKind.Altered,
                stream,
                batch.Version,
                $"the records up to batch {stream}/{batch.Version} are not those that were signed"
            );
    }
}
