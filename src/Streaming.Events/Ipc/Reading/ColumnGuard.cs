using System.Runtime.InteropServices;
using System.Text.Unicode;
using Apache.Arrow;

namespace Streaming.Events.Ipc.Reading;

/// <summary>Checks the buffers of one column against its number of rows.</summary>
static class ColumnGuard
{
    public static ArrowBuffer Sized(Field field, ReadOnlyMemory<byte> buffer, long bytes) =>
        buffer.Length >= bytes ? new ArrowBuffer(buffer[..(int)bytes]) : throw TooShort(field);

    /// <summary>Offsets that rise inside the data; of text also that each value is UTF-8 by itself.</summary>
    public static ArrowBuffer[] Texts(Field field, int rows, ReadOnlyMemory<byte> offsets, ReadOnlyMemory<byte> data, bool utf8)
    {
        if (rows == 0)
            return [new ArrowBuffer(new byte[sizeof(int)]), ArrowBuffer.Empty];
        var size = (rows + 1L) * sizeof(int);
        if (offsets.Length < size)
            throw TooShort(field);
        offsets = offsets[..(int)size];
        var ends = MemoryMarshal.Cast<byte, int>(offsets.Span);
        var bytes = data.Span;
        if (ends[0] < 0 || ends[^1] > bytes.Length)
            throw new ArrowIpcException($"column {field.Name} points outside its data");
        for (var i = 1; i < ends.Length; i++)
        {
            if (ends[i] < ends[i - 1])
                throw new ArrowIpcException($"column {field.Name} has values of negative length");
        }
        if (utf8)
            RequireText(field, ends, bytes);
        return [new ArrowBuffer(offsets), new ArrowBuffer(data)];
    }

    /// <summary>Valid as a whole and cut only between characters is valid in every part.</summary>
    static void RequireText(Field field, ReadOnlySpan<int> ends, ReadOnlySpan<byte> bytes)
    {
        var valid = Utf8.IsValid(bytes[ends[0]..ends[^1]]);
        foreach (var end in ends)
            valid &= end >= bytes.Length || (bytes[end] & 0xC0) != 0x80;
        if (!valid)
            throw new ArrowIpcException($"column {field.Name} holds text that is not UTF-8");
    }

    static ArrowIpcException TooShort(Field field) => new($"column {field.Name} has too few bytes for its rows");
}
