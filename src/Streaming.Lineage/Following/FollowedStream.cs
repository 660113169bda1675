using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Following;

/// <summary>A stream from where its follower is to where it ended when the follower looked.</summary>
sealed class FollowedStream(EventQueries events, FollowerPosition position, StreamSummary end)
{
    public StreamKey Stream => end.Stream;

    public bool HasNews => end.Version > position.Version;

    /// <summary>The watermark of the last batch that was handled. The next one's key is not below it.</summary>
    public long Watermark => position.Watermark;

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
        await foreach (var batch in events.BatchesAsync(Stream, position.Version + 1, end.Version, stop))
        {
            if (batch.Version == position.Version + 1 && !batch.PreviousHash.AsSpan().SequenceEqual(position.Hash))
            {
                throw new LineageCorruptException($"it does not continue the version {position.Version} that a follower handled").At(
                    Stream,
                    batch.Version
                );
            }

            yield return batch;
        }
    }
}
