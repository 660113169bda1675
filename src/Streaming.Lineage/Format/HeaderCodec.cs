namespace Streaming.Lineage;

/// <summary>
/// The header inside a body. Fields in this order; later versions may only append: version 2 added <see cref="BatchHeader.Blinding"/>.
/// </summary>
static class HeaderCodec
{
    public static void Write(ByteWriter to, BatchHeader header)
    {
        to.Unsigned((ulong)header.Positions.Count);
        foreach (var position in header.Positions)
            WritePosition(to, position);
        to.Signed(header.Clock);
        to.Signed(header.TopologyVersion);
        to.Text(header.TopologyHash);
        to.OptionalText(header.ModelName);
        to.Signed(header.ModelVersion);
        to.OptionalText(header.ModelHash);
        to.Text(header.EngineFingerprint);
        to.Signed(header.WrittenAt);
        to.OptionalText(header.IdColumn);
        to.OptionalText(header.LabelIdColumn);
        to.Signed(header.MinTime);
        to.Signed(header.MaxTime);
        WriteTotals(to, header.Totals);
        to.Unsigned((ulong)header.Extra.Count);
        foreach (var (key, value) in header.Extra.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            to.Text(key);
            to.Text(value);
        }

        to.Wide(header.Blinding);
    }

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
            Clock = from.Signed(),
            TopologyVersion = from.Int(),
            TopologyHash = from.Text(),
            ModelName = from.OptionalText(),
            ModelVersion = from.Int(),
            ModelHash = from.OptionalText(),
            EngineFingerprint = from.Text(),
            WrittenAt = from.Signed(),
            IdColumn = from.OptionalText(),
            LabelIdColumn = from.OptionalText(),
            MinTime = from.Signed(),
            MaxTime = from.Signed(),
            Totals = ReadTotals(ref from),
        };
        var extra = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = from.Count(); left > 0; left--)
            extra[from.Text()] = from.Text();
        return header with { Extra = extra, Blinding = version >= 2 ? from.Wide() : UInt128.Zero };
    }

    static void WritePosition(ByteWriter to, InputPosition position)
    {
        to.Text(position.Topic);
        to.Signed(position.Partition);
        to.Signed(position.NextOffset);
        to.Signed(position.RowsTaken);
        to.Signed(position.Watermark);
        to.Signed(position.LastTime);
        to.Signed(position.EarlyTime);
    }

    static InputPosition ReadPosition(ref ByteReader from) =>
        new(from.Text(), from.Int(), from.Signed(), from.Int(), from.Signed(), from.Signed()) { EarlyTime = from.Signed() };

    static void WriteTotals(ByteWriter to, StreamTotals totals)
    {
        to.Signed(totals.Rows);
        to.Signed(totals.Labels);
        to.Signed(totals.Rejected);
        to.Signed(totals.MinTime);
        to.Signed(totals.MaxTime);
        to.Unsigned((ulong)totals.Outcomes.Count);
        foreach (var (name, count) in totals.Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            to.Text(name);
            to.Signed(count);
        }
    }

    static StreamTotals ReadTotals(ref ByteReader from)
    {
        var (rows, labels, rejected) = (from.Signed(), from.Signed(), from.Signed());
        var (min, max) = (from.Signed(), from.Signed());
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var left = from.Count(); left > 0; left--)
            outcomes[from.Text()] = from.Signed();
        return new StreamTotals(rows, labels, rejected, min, max, outcomes);
    }
}
