using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Format;

/// <summary>
/// Reads the headers of format versions 1 and 2: members in a fixed order, and further facts as texts, which become members here and
/// nowhere else. Version 2 added <see cref="BatchHeader.Blinding"/>.
/// </summary>
static class OldHeaderReader
{
    /// <param name="from">Its bytes.</param>
    /// <param name="version">Format version of the body.</param>
    public static BatchHeader Read(ref ByteReader from, byte version)
    {
        var positions = new InputPosition[from.Count()];
        for (var i = 0; i < positions.Length; i++)
            positions[i] = ReadPosition(ref from);
        var header = new BatchHeader
        {
            Positions = positions,
            Watermark = new Timestamp(from.Signed()),
            TopologyVersion = from.Int(),
            TopologyHash = from.Text(),
            ScoredBy = ReadModel(ref from),
            EngineFingerprint = from.Text(),
            WrittenAt = new Timestamp(from.Signed()),
            IdColumn = from.OptionalText(),
            LabelIdColumn = from.OptionalText(),
            MinTime = new Timestamp(from.Signed()),
            MaxTime = new Timestamp(from.Signed()),
            Totals = ReadTotals(ref from),
        };
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = from.Count(); left > 0; left--)
            facts[from.Text()] = from.Text();
        return OldFacts.Into(header, facts) with { Blinding = version >= 2 ? from.Wide() : UInt128.Zero };
    }

    /// <summary>Name, version and hash of the model; without a name, the rule scored or nothing did.</summary>
    static IReadOnlyList<ModelInRole> ReadModel(ref ByteReader from)
    {
        var (name, version, hash) = (from.OptionalText(), from.Int(), from.OptionalText());
        return name is null ? [] : [new ModelInRole(ModelRole.Champion, name, version, hash ?? "")];
    }

    static InputPosition ReadPosition(ref ByteReader from) =>
        new(from.Text(), from.Int(), from.Signed(), from.Int(), new Timestamp(from.Signed()), new Timestamp(from.Signed()))
        {
            EarlyTime = new Timestamp(from.Signed()),
        };

    static StreamTotals ReadTotals(ref ByteReader from)
    {
        var (rows, labels, rejected) = (from.Signed(), from.Signed(), from.Signed());
        var (min, max) = (from.Signed(), from.Signed());
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var left = from.Count(); left > 0; left--)
            outcomes[from.Text()] = from.Signed();
        return new StreamTotals(rows, labels, rejected, new Timestamp(min), new Timestamp(max), outcomes);
    }
}
