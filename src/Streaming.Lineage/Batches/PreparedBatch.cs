using System.Buffers.Binary;
using System.Security.Cryptography;
using Streaming.Lineage.Format;
using Streaming.Lineage.Index;
using Streaming.Lineage.Snapshots;

namespace Streaming.Lineage.Batches;

/// <summary>A batch encoded, chained and indexed, ready to be appended: nothing about it is left to compute in the transaction.</summary>
public sealed class PreparedBatch
{
    static readonly string Product = typeof(PreparedBatch).Assembly.GetName().Version!.ToString(3);

    internal PreparedBatch(LineageTail tail, byte[] stored, IndexEntry index)
    {
        Tail = tail;
        Stored = stored;
        Index = index;
    }

    /// <summary>The stream it goes to.</summary>
    public StreamKey Stream => Tail.Stream;

    /// <summary>Its version there.</summary>
    public long Version => Tail.Version;

    /// <summary>The stream's tail once this batch is appended: the next batch is prepared on it.</summary>
    public LineageTail Tail { get; }

    /// <summary>Size in the database, bytes.</summary>
    public int Size => Stored.Length;

    /// <summary>State after this batch, stored with it; its header names it (<see cref="SnapshotReference"/>). Null for none.</summary>
    public byte[]? Snapshot { get; init; }

    /// <summary>What is in this batch alone.</summary>
    public required StreamTotals Counts { get; init; }

    internal byte[] Stored { get; }

    internal IndexEntry Index { get; }

    /// <summary>Encodes the next batch of a stream.</summary>
    /// <param name="previous">The stream's tail, or <see cref="LineageTail.Start"/>.</param>
    /// <param name="header">Its times, totals, blinding and author are filled in here.</param>
    /// <param name="tables">Empty tables may be left out.</param>
    /// <param name="snapshot">State after this batch, which the header names.</param>
    /// <param name="segments">Where segments begin; null: by the day.</param>
    public static PreparedBatch Create(
        LineageTail previous,
        BatchHeader header,
        IReadOnlyList<LineageTable> tables,
        byte[]? snapshot = null,
        SegmentRule? segments = null
    )
    {
        if (!StreamKey.TryParse(previous.Stream.ToString(), out var stream) || stream != previous.Stream)
        {
            throw new ArgumentException(
                $"'{previous.Stream}' does not name a stream: names of topologies and stages have no slash in them.",
                nameof(previous)
            );
        }

        var facts = TableFacts.Of(header, tables);
        var totals = (previous.Header?.Totals ?? StreamTotals.Zero).Plus(facts.Totals);
        var complete = (segments ?? SegmentRule.Daily).Apply(previous, header) with
        {
            MinTime = facts.Totals.MinTime,
            MaxTime = facts.Totals.MaxTime,
            Totals = totals,
            Blinding = Random128(),
            WrittenBy = Product,
        };
        var version = previous.Version + 1;
        var stored = BodyWriter.Write(complete, tables, StoredEvent.PrefixSize);
        var hash = StoredEvent.Seal(stored, previous.Stream, version, previous.Hash);
        var tail = new LineageTail(previous.Stream, version, hash, complete);
        return new PreparedBatch(tail, stored, IndexEntry.Of(facts, complete.Watermark)) { Snapshot = snapshot, Counts = facts.Totals };
    }

    static UInt128 Random128()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
