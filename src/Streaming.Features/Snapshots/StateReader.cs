using System.Buffers.Binary;

namespace Streaming.Features.Snapshots;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Every length is checked before it is believed.</summary>
ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _left = bytes;

    public readonly int Left => _left.Length;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)_left.Length)
            throw new SnapshotException("it ends before its contents do");
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

    public ulong Short()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Bytes(1)[0];
            if (shift == 63 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new SnapshotException("a number in it is too long");
    }

    /// <summary>A count of things that take at least so many bytes each.</summary>
    public int Count(int bytesEach) =>
        Short() is var count && count <= (ulong)(_left.Length / bytesEach)
            ? (int)count
            : throw new SnapshotException("a count in it exceeds its size");
}
