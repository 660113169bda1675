using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Snapshots;

namespace Streaming.Lineage.Verification;

/// <summary>
/// Compares stored snapshots with what a stream's chained headers say of them. They are what state is restored from, so one
/// that was exchanged must show; one that was deleted does too, though restore then reads rows instead.
/// </summary>
sealed class SnapshotCheck(StreamKey stream, SnapshotQueries snapshots, RecordedCut? cut)
{
    readonly Dictionary<long, SnapshotReference> _named = [];
    long _last;

    public void Next(LineageBatch batch)
    {
        _last = batch.Version;
        // The batch that a segment's snapshot was taken with may be gone; the segment names it too.
        if (batch.Header.SegmentBefore is { SnapshotHash: { } hash } link)
            _named.TryAdd(link.Version, new SnapshotReference(link.Version, hash));
        if (batch.Header.Snapshot is { } named)
            _named.TryAdd(named.Version, named);
    }

    /// <summary>The first difference; null when all is well. To be asked when the whole chain was found to hold.</summary>
    public async Task<LineageFault?> EndAsync(CancellationToken stop)
    {
        var stored = await snapshots.StoredAsync(stream, stop);
        foreach (var snapshot in stored.Where(s => s.Version <= _last && s.Version >= (cut?.Cut.First ?? 1) - 1))
        {
            if (!_named.TryGetValue(snapshot.Version, out var named))
                return Fault(snapshot.Version, "is one that no batch names: it was not written by the pipeline");
            if (named != snapshot)
                return Fault(snapshot.Version, "was altered: its bytes do not match the hash that the batch recorded");
        }

        if (await snapshots.AnyBeyondEndAsync(stream, stop))
            return Fault(stored[^1].Version, "is of a batch that there is not");

        if (cut is { Cut: { Snapshot: not null, First: var first } } && stored.TrueForAll(s => s.Version != first - 1))
            return Fault(first - 1, "is missing, from which replay of what is kept begins");

        // Those appended while the chain was walked may have replaced the ones named in it.
        var newest = _named.Count == 0 ? 0 : _named.Keys.Max();
        return newest > 0 && stored.TrueForAll(s => s.Version < newest) ? Fault(newest, "is missing") : null;
    }

    LineageFault Fault(long version, string what) =>
        new(
            FaultKind.SnapshotDiffers,
            stream,
            version,
            $"the state snapshot after batch {stream}/{version} {what}; a restart restores state from recorded rows instead"
        );
}
