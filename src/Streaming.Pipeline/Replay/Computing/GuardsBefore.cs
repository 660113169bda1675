using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>
/// What the guards of a stage partition had counted before a batch, as the batch before it recorded it. So every batch is replayed by
/// itself, in any order; and since what each one records is compared too, all that guards did since the first is.
/// </summary>
/// <param name="store">The lineage.</param>
/// <param name="stream">The stage partition.</param>
sealed class GuardsBefore(LineageStore store, StreamKey stream)
{
    (long Version, IReadOnlyList<GuardState> Guards) _last = (0, []);

    /// <summary>Asked for batches in their order, some of which may be left out.</summary>
    public async ValueTask<IReadOnlyList<GuardState>> OfAsync(LineageBatch batch, CancellationToken stop)
    {
        var before = _last.Version == batch.Version - 1 ? _last.Guards : await ReadAsync(batch, stop);
        _last = (batch.Version, batch.Header.Guards);
        return before;
    }

    async Task<IReadOnlyList<GuardState>> ReadAsync(LineageBatch batch, CancellationToken stop)
    {
        // What came before may be gone, and its last word is here.
        if (batch.Header.SegmentBefore is { } link)
            return link.Guards;
        await foreach (var before in store.ReadAsync(stream, batch.Version - 1, batch.Version - 1, stop))
            return before.Header.Guards;
        return [];
    }
}
