using Streaming.Lineage.Format;

namespace Streaming.Lineage.Batches;

/// <summary>The last batch of a stream: what the next one is chained to.</summary>
/// <param name="Version">0 for a stream without batches.</param>
/// <param name="Hash">32 bytes; zeros for a stream without batches.</param>
/// <param name="Header">Null for a stream without batches.</param>
public sealed record LineageTail(StreamKey Stream, long Version, byte[] Hash, BatchHeader? Header)
{
    /// <summary>Where a new stream starts.</summary>
    public static LineageTail Start(StreamKey stream) => new(stream, 0, new byte[ChainHash.Size], null);
}
