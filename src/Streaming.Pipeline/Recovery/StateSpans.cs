using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Recovery;

/// <summary>Recorded batches that state is restored from: those of one stream up to a version.</summary>
/// <param name="Tail">The last of them.</param>
/// <param name="Windows">Windows take those after this version; null: none.</param>
/// <param name="Ids">Validators take those after this version; null: none.</param>
/// <param name="Share">Which of their keys.</param>
sealed record StateSpan(LineageTail Tail, long? Windows, long? Ids, KeyShare Share);

/// <summary>
/// Finds what a stage partition's state is made of: its own batches; and, where it was rescaled, before the marker those of all
/// partitions that the stage then had, and so on back, as far as no snapshot makes that unnecessary.
/// </summary>
/// <param name="store">The lineage.</param>
/// <param name="snapshot">Takes in a stream's newest snapshot after a version, for some keys; gives the version after which it was taken, 0
/// where there is none to use.</param>
sealed class StateSpans(LineageStore store, Func<LineageTail, long, KeyShare, Task<long>> snapshot)
{
    readonly List<StateSpan> _spans = [];
    LineageCuts? _cuts;

    public async Task<IReadOnlyList<StateSpan>> FindAsync(
        LineageTail tail,
        PartitionerKind? partitioner,
        bool windows,
        bool ids,
        CancellationToken stop
    )
    {
        _spans.Clear();
        await AddAsync(tail, new KeyShare(partitioner), windows, ids, stop);
        return [.. _spans];
    }

    async Task AddAsync(LineageTail tail, KeyShare share, bool windows, bool ids, CancellationToken stop)
    {
        var marked = tail.Header?.RescaledAt ?? 0;
        var taken = windows ? await snapshot(tail, marked, share) : 0;
        // Where a marker is gone, so is all that is older than state looks back.
        if (marked > 0 && ((windows && taken == 0) || ids) && !await IsRemovedAsync(tail.Stream, marked, stop))
        {
            var at = await BatchAsync(tail.Stream, marked, stop);
            var marker = at.Header.Rescale
                ?? throw new StreamingException($"Lineage batch {tail.Stream}/{marked} is not the rescale marker that later ones name.")
                {
                    Cure = Cure.Verify(tail.Stream.Topology),
                };
            var mine = share.With(tail.Stream.Partition, marker.To);
            for (var partition = 0; partition < marker.From; partition++)
            {
                var old = tail.Stream with { Partition = partition };
                if (marker.Versions[partition] == 0 || await IsRemovedAsync(old, marker.Versions[partition], stop))
                    continue;
                var before = await BatchAsync(old, marker.Versions[partition], stop);
                await AddAsync(before.AsTail(), mine.With(partition, marker.From), windows && taken == 0, ids, stop);
            }
        }

        _spans.Add(new StateSpan(tail, windows ? Math.Max(taken, marked) : null, ids ? marked : null, share));
    }

    async Task<bool> IsRemovedAsync(StreamKey stream, long version, CancellationToken stop)
    {
        _cuts ??= await store.Cuts.ReadAsync(stream.Topology, stop);
        return version < _cuts.FirstOf(stream);
    }

    async Task<LineageBatch> BatchAsync(StreamKey stream, long version, CancellationToken stop)
    {
        await foreach (var batch in store.ReadAsync(stream, version, version, stop))
            return batch;
        throw new StreamingException($"Lineage batch {stream}/{version} was expected and not found.")
        {
            Cure = Cure.Verify(stream.Topology),
        };
    }
}
