using System.Buffers.Binary;
using System.Text;

namespace Streaming.Lineage.Format;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Every length is checked before it is believed.</summary>
ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Left => _bytes.Length - Position;

    public byte Byte() => Bytes(1)[0];

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Left)
            throw new LineageCorruptException("it ends before its contents do");
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new LineageCorruptException("a number in it is too long");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number that must fit an int32.</summary>
    public int Int() =>
        Signed() is >= int.MinValue and <= int.MaxValue and var value
            ? (int)value
            : throw new LineageCorruptException("a number in it is out of range");

    /// <summary>A count of things that take at least one byte each.</summary>
    public int Count() =>
        Unsigned() is var value && value <= (ulong)Left ? (int)value : throw new LineageCorruptException("a count in it exceeds its size");

    /// <summary>16 bytes, big endian.</summary>
    public UInt128 Wide() => BinaryPrimitives.ReadUInt128BigEndian(Bytes(16));

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Bytes(Left);

    public string Text() => Utf8Text(Bytes(Count()));

    public static string Utf8Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new LineageCorruptException("a text in it is not UTF-8", e);
        }
    }

    public string? OptionalText() =>
        Byte() switch
        {
            0 => null,
            1 => Text(),
            _ => throw new LineageCorruptException("a marker in it is neither 0 nor 1"),
        };
}
