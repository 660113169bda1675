using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.State;

/// <summary>
/// The frames of the state file: length of the body, its CRC-32C, then for each change the key's length, the value's length
/// (-1 deletes), key and value.
/// </summary>
static class StateFrames
{
    const int HeaderSize = 8;

    public static byte[] Encode(IReadOnlyList<(byte[] Key, byte[]? Value)> changes)
    {
        var size = HeaderSize;
        foreach (var (key, value) in changes)
            size += 8 + key.Length + (value?.Length ?? 0);
        var frame = new byte[size];
        var at = HeaderSize;
        foreach (var (key, value) in changes)
        {
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(at), key.Length);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(at + 4), value?.Length ?? -1);
            key.CopyTo(frame, at + 8);
            value?.CopyTo(frame, at + 8 + key.Length);
            at += 8 + key.Length + (value?.Length ?? 0);
        }

        BinaryPrimitives.WriteInt32BigEndian(frame, size - HeaderSize);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), Crc32C.Compute(frame.AsSpan(HeaderSize)));
        return frame;
    }

    /// <summary>Hands every change of every whole frame to <paramref name="apply"/>; gives the length up to which the file is
    /// good.</summary>
    public static long Replay(SafeFileHandle file, Action<byte[], byte[]?> apply)
    {
        var fileLength = RandomAccess.GetLength(file);
        long position = 0;
        Span<byte> header = stackalloc byte[HeaderSize];
        while (position + HeaderSize <= fileLength)
        {
            RandomAccess.Read(file, header, position);
            var length = BinaryPrimitives.ReadInt32BigEndian(header);
            if (length <= 0 || length > fileLength - position - HeaderSize)
                break;
            var body = new byte[length];
            if (
                RandomAccess.Read(file, body, position + HeaderSize) != length
                || BinaryPrimitives.ReadUInt32BigEndian(header[4..]) != Crc32C.Compute(body)
            )
            {
                break;
            }

            Decode(body, apply);
            position += HeaderSize + length;
        }

        return position;
    }

    static void Decode(ReadOnlySpan<byte> body, Action<byte[], byte[]?> apply)
    {
        var reader = new WireReader(body, flexible: false);
        while (reader.Remaining > 0)
        {
            var (keyLength, valueLength) = (reader.Int32(), reader.Int32());
            var key = reader.Raw(keyLength).ToArray();
            apply(key, valueLength < 0 ? null : reader.Raw(valueLength).ToArray());
        }
    }
}
