using System.Buffers.Binary;
using System.Net.Sockets;

namespace Streaming.Torture.Wire;

/// <summary>Reads and writes whole messages on sockets.</summary>
static class Frames
{
    const int Largest = 128 << 20;

    /// <summary>A message that begins with its length (32 bits, big-endian), with that length; null at the end.</summary>
    /// <param name="countsItself">The length includes its own four bytes.</param>
    public static async Task<byte[]?> ReadAsync(Socket socket, bool countsItself = false)
    {
        var prefix = new byte[4];
        if (!await FillAsync(socket, prefix))
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix) - (countsItself ? 4 : 0);
        if (length is < 0 or > Largest)
            throw new IOException($"A message cannot be {length} bytes long.");
        var frame = new byte[4 + length];
        prefix.CopyTo(frame, 0);
        return await FillAsync(socket, frame.AsMemory(4)) ? frame : null;
    }

    public static async Task WriteAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
    }

    static async Task<bool> FillAsync(Socket socket, Memory<byte> room)
    {
        while (room.Length > 0)
        {
            var read = await socket.ReceiveAsync(room, SocketFlags.None);
            if (read == 0)
                return false;
            room = room[read..];
        }

        return true;
    }
}
