using Apache.Arrow;
using Array = System.Array;

namespace Streaming.Events.Rows.Gather;

/// <summary>Gathers bits: booleans and null bitmaps.</summary>
static class BitGather
{
    public static ArrowBuffer Values(IArrowArray[] columns, Picks picks)
    {
        if (picks.Count == 0)
            return ArrowBuffer.Empty;
        var result = new byte[(picks.Count + 7) >> 3];
        for (var s = 0; s < columns.Length; s++)
        {
            var rows = picks.Rows(s);
            if (!rows.IsEmpty)
                Scatter(columns[s].Data.Buffers[1].Span, columns[s].Offset, rows, picks.Targets(s), result);
        }
        return new ArrowBuffer(result);
    }

    /// <summary>The null bitmap and the number of nulls; empty where no picked row is null.</summary>
    public static (ArrowBuffer Bits, int Nulls) Validity(IArrowArray[] columns, Picks picks)
    {
        if (Array.TrueForAll(columns, c => c.NullCount == 0))
            return (ArrowBuffer.Empty, 0);
        var result = new byte[(picks.Count + 7) >> 3];
        var valid = 0;
        for (var s = 0; s < columns.Length; s++)
        {
            var rows = picks.Rows(s);
            if (rows.IsEmpty)
                continue;
            if (columns[s].NullCount > 0)
                valid += Scatter(columns[s].Data.Buffers[0].Span, columns[s].Offset, rows, picks.Targets(s), result);
            else
                valid += SetAll(picks.Targets(s), result);
        }
        return valid == picks.Count ? (ArrowBuffer.Empty, 0) : (new ArrowBuffer(result), picks.Count - valid);
    }

    static int Scatter(ReadOnlySpan<byte> bits, int offset, ReadOnlySpan<int> rows, ReadOnlySpan<int> targets, Span<byte> result)
    {
        var count = 0;
        for (var k = 0; k < rows.Length; k++)
        {
            var from = offset + rows[k];
            var bit = (bits[from >> 3] >> (from & 7)) & 1;
            result[targets[k] >> 3] |= (byte)(bit << (targets[k] & 7));
            count += bit;
        }
        return count;
    }

    static int SetAll(ReadOnlySpan<int> targets, Span<byte> result)
    {
        foreach (var target in targets)
            result[target >> 3] |= (byte)(1 << (target & 7));
        return targets.Length;
    }
}
