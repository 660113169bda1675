using System.Runtime.InteropServices;
using Apache.Arrow;
using Streaming.Events.Rows.Builders;
using Array = System.Array;

namespace Streaming.Events.Rows.Gather;

/// <summary>Gathers strings and binaries: lengths first, which place every value, then the bytes.</summary>
static class BytesGather
{
    public static ArrowBuffer[] Take(IArrowArray[] columns, Picks picks)
    {
        var offsetBytes = new byte[(picks.Count + 1) * sizeof(int)];
        var offsets = MemoryMarshal.Cast<byte, int>(offsetBytes.AsSpan());
        for (var s = 0; s < columns.Length; s++)
        {
            var rows = picks.Rows(s);
            if (!rows.IsEmpty)
                ScatterLengths(((BinaryArray)columns[s]).ValueOffsets, rows, picks.Targets(s), offsets);
        }
        var data = GC.AllocateUninitializedArray<byte>(Accumulate(offsets));
        for (var s = 0; s < columns.Length; s++)
        {
            var rows = picks.Rows(s);
            if (rows.IsEmpty)
                continue;
            var column = (BinaryArray)columns[s];
            ScatterBytes(column.ValueBuffer.Span, column.ValueOffsets, rows, picks.Targets(s), offsets, data);
        }
        return [new ArrowBuffer(offsetBytes), new ArrowBuffer(data)];
    }

    static void ScatterLengths(ReadOnlySpan<int> source, ReadOnlySpan<int> rows, ReadOnlySpan<int> targets, Span<int> offsets)
    {
        for (var k = 0; k < rows.Length; k++)
            offsets[targets[k] + 1] = source[rows[k] + 1] - source[rows[k]];
    }

    static int Accumulate(Span<int> offsets)
    {
        long end = 0;
        for (var i = 1; i < offsets.Length; i++)
        {
            end += offsets[i];
            if (end > Array.MaxLength)
                throw new BatchTooLargeException();
            offsets[i] = (int)end;
        }
        return (int)end;
    }

    static void ScatterBytes(
        ReadOnlySpan<byte> data,
        ReadOnlySpan<int> from,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> targets,
        ReadOnlySpan<int> to,
        Span<byte> result
    )
    {
        for (var k = 0; k < rows.Length; k++)
        {
            var start = from[rows[k]];
            data[start..from[rows[k] + 1]].CopyTo(result[to[targets[k]]..]);
        }
    }
}
