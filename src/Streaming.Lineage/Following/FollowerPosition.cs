using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;

namespace Streaming.Lineage.Following;

/// <summary>The last batch of a stream that a follower has handled.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">The batch; what comes after it is handled next.</param>
/// <param name="Hash">Of the batch: a database that was restored may hold another one under this version.</param>
/// <param name="Watermark">Its recorded watermark.</param>
public sealed record FollowerPosition(StreamKey Stream, long Version, byte[] Hash, Timestamp Watermark)
{
    /// <summary>Where a follower is once it has handled a batch.</summary>
    public static FollowerPosition After(LineageBatch batch) => new(batch.Stream, batch.Version, batch.Hash, batch.Header.Watermark);

    internal static FollowerPosition Start(StreamKey stream) => new(stream, 0, new byte[ChainHash.Size], Timestamp.Beginning);
}
