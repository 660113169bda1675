using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Streaming.Features.Snapshots;

/// <summary>Growing buffer for the contents of a snapshot.</summary>
sealed class StateWriter(int capacity)
{
    const int LongestShort = 10;

    byte[] _bytes = new byte[Math.Max(capacity, 64)];
    int _used;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _used);

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _used += bytes.Length;
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        _used += sizeof(long);
    }

    public void Longs(ReadOnlySpan<long> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            Bytes(MemoryMarshal.AsBytes(values));
            return;
        }
        foreach (var value in values)
            Long(value);
    }

    /// <summary>LEB128, seven bits a byte, low ones first.</summary>
    public void Short(ulong value)
    {
        var room = Room(LongestShort);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            room[length++] = (byte)(value | 0x80);
        room[length++] = (byte)value;
        _used += length;
    }

    Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _used < bytes)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)_used + bytes)));
        return _bytes.AsSpan(_used);
    }
}
