using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Ipc.Writing;

enum PartKind
{
    /// <summary>Bytes as they are.</summary>
    Copy,

    /// <summary>Bits that may begin and end inside a byte; those behind the last are written as zero.</summary>
    Bits,

    /// <summary>Offsets of a slice, which must count from zero.</summary>
    Offsets,
}

/// <summary>One buffer of the body: where its bytes come from, and how many there will be.</summary>
/// <param name="Shift">Bits: where the first one lies in its byte. Offsets: what is taken off each.</param>
/// <param name="Bits">Number of bits.</param>
readonly record struct BodyPart(ReadOnlyMemory<byte> Source, int Length, PartKind Kind, int Shift = 0, int Bits = 0)
{
    public static BodyPart Empty => new(default, 0, PartKind.Copy);

    /// <summary>The buffers of a column in the order of the format; slices are brought to begin at zero.</summary>
    public static int Of(IArrowArray array, Span<BodyPart> parts)
    {
        var data = array.Data;
        if (!ArrowIpc.Holds(data.DataType))
            throw new NotSupportedException($"Rows hold no columns of type {data.DataType.Name}.");
        parts[0] = array.NullCount == 0 ? Empty : Bitmap(data.Buffers[0], data.Offset, data.Length);
        switch (data.DataType)
        {
            case StringType or BinaryType:
                (parts[1], parts[2]) = Texts(data);
                return 3;
            case BooleanType:
                parts[1] = Bitmap(data.Buffers[1], data.Offset, data.Length);
                return 2;
            case FixedSizeBinaryType binary:
                parts[1] = Bytes(data.Buffers[1], data.Offset * binary.ByteWidth, data.Length * binary.ByteWidth);
                return 2;
            default:
                var width = ((FixedWidthType)data.DataType).BitWidth / 8;
                parts[1] = Bytes(data.Buffers[1], data.Offset * width, data.Length * width);
                return 2;
        }
    }

    public void CopyTo(Span<byte> target)
    {
        var source = Source.Span;
        switch (Kind)
        {
            case PartKind.Copy:
                source.CopyTo(target);
                break;
            case PartKind.Bits:
                CopyBits(source, target);
                break;
            default:
                var offsets = MemoryMarshal.Cast<byte, int>(source);
                var rebased = MemoryMarshal.Cast<byte, int>(target);
                for (var i = 0; i < offsets.Length; i++)
                    rebased[i] = offsets[i] - Shift;
                break;
        }
    }

    void CopyBits(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (Shift == 0)
        {
            source.CopyTo(target);
        }
        else
        {
            for (var i = 0; i < Length; i++)
                target[i] = (byte)((source[i] >> Shift) | (i + 1 < source.Length ? source[i + 1] << (8 - Shift) : 0));
        }
        if ((Bits & 7) != 0)
            target[Length - 1] &= (byte)((1 << (Bits & 7)) - 1);
    }

    static BodyPart Bytes(ArrowBuffer buffer, int start, int length) =>
        length == 0 ? Empty : new(buffer.Memory.Slice(start, length), length, PartKind.Copy);

    static BodyPart Bitmap(ArrowBuffer buffer, int offset, int length)
    {
        if (length == 0)
            return Empty;
        var source = buffer.Memory[(offset >> 3)..((offset + length + 7) >> 3)];
        return new(source, (length + 7) >> 3, PartKind.Bits, offset & 7, length);
    }

    static (BodyPart Offsets, BodyPart Data) Texts(ArrayData data)
    {
        if (data.Length == 0)
            return (Empty, Empty);
        var offsets = data.Buffers[1].Memory.Slice(data.Offset * sizeof(int), (data.Length + 1) * sizeof(int));
        var ends = MemoryMarshal.Cast<byte, int>(offsets.Span);
        var kind = ends[0] == 0 ? PartKind.Copy : PartKind.Offsets;
        return (new(offsets, offsets.Length, kind, Shift: ends[0]), Bytes(data.Buffers[2], ends[0], ends[^1] - ends[0]));
    }
}
