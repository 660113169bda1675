using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Following;

/// <summary>A stream from where its follower is to where it ended when the follower looked.</summary>
sealed class FollowedStream(EventQueries events, CutHistory cuts, FollowerPosition position, StreamSummary end)
{
    public StreamKey Stream => end.Stream;

    public bool HasNews => end.Version > position.Version;

    /// <summary>The watermark of the last batch that was handled. The next one's key is not below it.</summary>
    public Timestamp Watermark => position.Watermark;

    /// <summary>Where the follower's last batch stands in lineage, it must be the last batch.</summary>
    public void RefuseOther()
    {
        if (end.Version < position.Version)
        {
            throw new LineageCorruptException(
                $"a follower handled it, and the stream ends at {end.Version}: the database was restored from an older backup"
            ).At(Stream, position.Version);
        }
    }

    public async IAsyncEnumerable<LineageBatch> BatchesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        if (!HasNews)
            yield break;
        var (from, before) = (position.Version + 1, position.Hash);
        await foreach (var batch in events.BatchesAsync(Stream, from, end.Version, stop))
        {
            if (before is not null && batch.Version != from)
                (from, before) = await AfterCutAsync(batch.Version, stop);
            if (batch.Version < from)
                continue;
            if (before is not null && (batch.Version != from || !batch.PreviousHash.AsSpan().SequenceEqual(before)))
            {
                throw new LineageCorruptException($"it does not continue the version {position.Version} that a follower handled").At(
                    Stream,
                    batch.Version
                );
            }

            before = null;
            yield return batch;
        }
    }

    /// <summary>Where the stream begins now, and the hash that it goes on from, where its beginning was removed.</summary>
    async Task<(long From, byte[] Before)> AfterCutAsync(long found, CancellationToken stop)
    {
        var cut = (await cuts.ReadAsync(Stream.Topology, stop)).Of(Stream);
        if (cut is null || found > cut.Cut.First)
            throw new LineageCorruptException("it is missing").At(Stream, position.Version + 1);
        // One that begins now begins with what there is; one that had begun would miss something.
        return position.Version == 0
            ? (cut.Cut.First, Convert.FromHexString(cut.Cut.Head))
            : throw new LineageRemovedException(
                $"Lineage batch {Stream}/{position.Version + 1}, which a follower has not handled yet,",
                cut
            );
    }
}
