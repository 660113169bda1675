using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Streaming.Events.Rows.Gather;

/// <summary>Gathers elements of one width, whatever they mean.</summary>
static class FixedGather
{
    public static ArrowBuffer Take(IArrowArray[] columns, Picks picks, int width)
    {
        if (picks.Count == 0)
            return ArrowBuffer.Empty;
        var result = GC.AllocateUninitializedArray<byte>(checked(picks.Count * width));
        for (var s = 0; s < columns.Length; s++)
        {
            var rows = picks.Rows(s);
            if (rows.IsEmpty)
                continue;
            var source = columns[s].Data.Buffers[1].Span.Slice(columns[s].Offset * width, columns[s].Length * width);
            switch (width)
            {
                case 1:
                    Scatter<byte>(source, rows, picks.Targets(s), result);
                    break;
                case 4:
                    Scatter<int>(source, rows, picks.Targets(s), result);
                    break;
                case 8:
                    Scatter<long>(source, rows, picks.Targets(s), result);
                    break;
                default:
                    ScatterBytes(source, rows, picks.Targets(s), result, width);
                    break;
            }
        }
        return new ArrowBuffer(result);
    }

    static void Scatter<T>(ReadOnlySpan<byte> source, ReadOnlySpan<int> rows, ReadOnlySpan<int> targets, Span<byte> result)
        where T : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, T>(source);
        var to = MemoryMarshal.Cast<byte, T>(result);
        for (var k = 0; k < rows.Length && k < targets.Length; k++)
            to[targets[k]] = from[rows[k]];
    }

    static void ScatterBytes(ReadOnlySpan<byte> source, ReadOnlySpan<int> rows, ReadOnlySpan<int> targets, Span<byte> result, int width)
    {
        for (var k = 0; k < rows.Length; k++)
            source.Slice(rows[k] * width, width).CopyTo(result[(targets[k] * width)..]);
    }
}
