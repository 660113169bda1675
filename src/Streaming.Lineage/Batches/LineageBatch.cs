using Apache.Arrow;
using Streaming.Lineage.Format;

namespace Streaming.Lineage.Batches;

/// <summary>One batch of a stage partition as it lies in the lineage.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">1, 2, 3 ... within the stream.</param>
/// <param name="PreviousHash">Hash of the version before; zeros for version 1.</param>
/// <param name="Hash">Of this batch (see <see cref="ChainHash"/>).</param>
/// <param name="Header">What holds for all its rows.</param>
/// <param name="Body">The stored bytes: header and tables (see <see cref="BodyReader"/>).</param>
public sealed record LineageBatch(
    StreamKey Stream,
    long Version,
    byte[] PreviousHash,
    byte[] Hash,
    BatchHeader Header,
    ReadOnlyMemory<byte> Body
)
{
    /// <summary>Names of the tables in the body.</summary>
    public IReadOnlyList<string> Tables => BodyReader.TableNames(Body);

    /// <summary>Decodes one table; null when the batch has none of that name.</summary>
    /// <exception cref="LineageCorruptException">The bytes are not a body this version can read.</exception>
    public RecordBatch? Table(string name) => BodyReader.Table(Body, name);

    /// <summary>It as the end of its stream.</summary>
    public LineageTail AsTail() => new(Stream, Version, Hash, Header);
}
