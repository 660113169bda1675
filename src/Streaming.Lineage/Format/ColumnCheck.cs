using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Lineage;

/// <summary>
/// Checks that a decoded column's buffers are as long as its rows need and that its offsets stay inside its data: the
/// Arrow reader believes what the bytes claim, and would fail only when a row is touched.
/// </summary>
internal static class ColumnCheck
{
    /// <summary>Types of the columns a row may have.</summary>
    public static bool IsSupported(IArrowType type) => type is StringType or BinaryType or (FixedWidthType { BitWidth: > 0 } and not DictionaryType);

    public static void Check(RecordBatch batch)
    {
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            if (batch.Column(i).Length != batch.Length)
                throw Damaged(batch.Schema.GetFieldByIndex(i).Name);
            if (!IsSound(batch.Column(i).Data))
                throw Damaged(batch.Schema.GetFieldByIndex(i).Name);
        }
    }

    private static LineageCorruptException Damaged(string column) => new($"its column '{column}' is damaged");

    private static bool IsSound(ArrayData data)
    {
        if (data.Length < 0 || data.Offset < 0 || !IsSupported(data.DataType))
            return false;
        var end = (long)data.Offset + data.Length;
        var validity = data.Buffers[0].Length;
        if (data.NullCount > 0 && validity < (end + 7) / 8)
            return false;
        return data.DataType switch
        {
            StringType or BinaryType => OffsetsAreSound(data, end),
            FixedWidthType fixedWidth => data.Buffers[1].Length >= (end * fixedWidth.BitWidth + 7) / 8,
            _ => false,
        };
    }

    private static bool OffsetsAreSound(ArrayData data, long end)
    {
        if (data.Length == 0)
            return true;
        var offsets = MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span);
        if (offsets.Length < end + 1)
            return false;
        var previous = 0;
        foreach (var offset in offsets[..(int)(end + 1)])
        {
            if (offset < previous)
                return false;
            previous = offset;
        }

        return previous <= data.Buffers[2].Length;
    }
}
