using System.Buffers.Binary;
using System.Text;

namespace Streaming.Embedded.Kafka.Protocol;

/// <summary>
/// Reads the Kafka wire format. In flexible versions strings, bytes and arrays carry a varint length plus one and structures
/// end in tagged fields. Every length is checked against what is left before anything is allocated.
/// </summary>
ref struct WireReader(ReadOnlySpan<byte> bytes, bool flexible)
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public bool Bool() => Int8() != 0;

    public sbyte Int8() => (sbyte)Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public Guid Uuid() => new(Take(16), bigEndian: true);

    public uint UVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var b = Take(1)[0];
            value |= (uint)(b & 0x7f) << shift;
            if (b < 0x80)
                return value;
        }

        throw new MalformedRequestException("a varint is longer than five bytes");
    }

    public string String() => NullableString() ?? throw new MalformedRequestException("a string that must be present is null");

    public string? NullableString()
    {
        var length = flexible ? CompactLength() : Int16();
        if (length < 0)
            return null;
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedRequestException("a string is not valid UTF-8");
        }
    }

    public ReadOnlySpan<byte> Bytes()
    {
        var length = flexible ? CompactLength() : Int32();
        return length < 0 ? throw new MalformedRequestException("bytes that must be present are null") : Take(length);
    }

    /// <summary>The range of a nullable bytes field; null gives a length of -1.</summary>
    public (int Offset, int Length) NullableBytesRange()
    {
        var length = flexible ? CompactLength() : Int32();
        if (length < 0)
            return (Position, -1);
        var offset = Position;
        Take(length);
        return (offset, length);
    }

    public int ArrayLength()
    {
        var length = NullableArrayLength();
        return length < 0 ? throw new MalformedRequestException("an array that must be present is null") : length;
    }

    /// <summary>Elements of an array, -1 where it is null. Each takes at least one byte, so a length past the end is refused
    /// here.</summary>
    public int NullableArrayLength()
    {
        var length = flexible ? CompactLength() : Int32();
        return length > Remaining ? throw new MalformedRequestException("an array is longer than its request") : Math.Max(length, -1);
    }

    public int[] Int32Array()
    {
        var length = ArrayLength();
        if (length > Remaining / 4)
            throw new MalformedRequestException("an array is longer than its request");
        var values = new int[length];
        for (var i = 0; i < length; i++)
            values[i] = Int32();
        return values;
    }

    public List<string> StringArray()
    {
        var length = ArrayLength();
        var values = new List<string>(Math.Min(length, 64));
        for (var i = 0; i < length; i++)
            values.Add(String());
        return values;
    }

    /// <summary>Skips the tagged fields that end a structure; nothing in versions that have none.</summary>
    public void Tags()
    {
        if (!flexible)
            return;
        for (var count = UVarint(); count > 0; count--)
        {
            UVarint();
            Take(checked((int)Math.Min(UVarint(), int.MaxValue)));
        }
    }

    /// <summary>Bytes without a length of their own.</summary>
    public ReadOnlySpan<byte> Raw(int count) => Take(count);

    int CompactLength()
    {
        var length = UVarint();
        return length > int.MaxValue ? throw new MalformedRequestException("a length is too large") : (int)length - 1;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining)
            throw new MalformedRequestException($"{count} bytes are announced where {Remaining} are left");
        var span = _bytes.Slice(Position, count);
        Position += count;
        return span;
    }
}
