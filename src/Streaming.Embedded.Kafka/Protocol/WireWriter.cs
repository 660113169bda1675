using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Streaming.Embedded.Kafka.Protocol;

/// <summary>Writes the Kafka wire format into one pooled, growing buffer that is reused from response to response.</summary>
sealed class WireWriter : IDisposable
{
    const int FirstCapacity = 4096;
    const int KeptCapacity = 64 << 10;
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstCapacity);

    public int Length { get; private set; }

    /// <summary>Whether strings, bytes and arrays take the compact form and structures end in tagged fields.</summary>
    public bool Flexible { get; set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public int Capacity => _buffer.Length;

    /// <summary>Begins anew. A large buffer goes back to the pool: what hundreds of connections hold while nobody asks anything adds
    /// up.</summary>
    public void Reset(bool flexible)
    {
        Length = 0;
        Flexible = flexible;
        if (_buffer.Length <= KeptCapacity)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstCapacity);
    }

    /// <summary>Makes room for so many bytes more at once, rather than step by step with a copy each.</summary>
    public void Reserve(int count)
    {
        if (count > _buffer.Length - Length)
            Grow(count);
    }

    public void Bool(bool value) => Int8(value ? (sbyte)1 : (sbyte)0);

    public void Int8(sbyte value) => Take(1)[0] = (byte)value;

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(8), value);

    public void Uuid(Guid value) => value.TryWriteBytes(Take(16), bigEndian: true, out _);

    public void Error(ErrorCode value) => Int16((short)value);

    public void UVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            Take(1)[0] = (byte)(value | 0x80);
        Take(1)[0] = (byte)value;
    }

    public void String(string? value)
    {
        if (value is null)
        {
            if (Flexible)
                UVarint(0);
            else
                Int16(-1);
            return;
        }

        var count = Encoding.UTF8.GetByteCount(value);
        if (Flexible)
            UVarint((uint)count + 1);
        else
            Int16(checked((short)count));
        Encoding.UTF8.GetBytes(value, Take(count));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        BytesLength(value.Length);
        value.CopyTo(Take(value.Length));
    }

    public void BytesLength(int length)
    {
        if (Flexible)
            UVarint((uint)length + 1);
        else
            Int32(length);
    }

    /// <summary>The length of an array; -1 for null.</summary>
    public void Array(int length)
    {
        if (Flexible)
            UVarint((uint)(length + 1));
        else
            Int32(length);
    }

    public void Int32Array(ReadOnlySpan<int> values)
    {
        Array(values.Length);
        foreach (var value in values)
            Int32(value);
    }

    /// <summary>Ends a structure without tagged fields.</summary>
    public void Tags()
    {
        if (Flexible)
            UVarint(0);
    }

    /// <summary>Room for <paramref name="count"/> bytes at the end, counted as written.</summary>
    public Span<byte> Take(int count)
    {
        Reserve(count);
        var span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }

    public Span<byte> Patch(int offset, int count) => _buffer.AsSpan(offset, count);

    /// <summary>Gives back what was taken past <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

    public byte[] ToArray() => _buffer.AsSpan(0, Length).ToArray();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(
            Math.Max(checked(Length + count), (int)Math.Min(_buffer.Length * 2L, System.Array.MaxLength))
        );
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
