using System.Buffers.Binary;

namespace Streaming.Events.Ipc.Writing;

/// <summary>
/// The FlatBuffer of a record batch message. Its shape never varies but in the lengths of two vectors, so it is written
/// forwards at fixed places: Message table, RecordBatch table, compression where there is one, nodes, buffers.
/// </summary>
internal static class BatchMetadata
{
    private const int MessageTable = 16;
    private const int BatchTable = 56;
    private const int CompressionTable = 88;
    private const int StructBytes = 16;

    public static int Size(int columns, int buffers, bool compressed) =>
        Nodes(compressed) + (columns * StructBytes) + 8 + (buffers * StructBytes);

    /// <param name="target">As long as <see cref="Size"/>.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="bodyLength">Bytes of the body.</param>
    /// <param name="nulls">Of each column.</param>
    /// <param name="places">Of each buffer: offset in the body and length without padding.</param>
    /// <param name="compressed">Whether buffers are LZ4 frames.</param>
    public static void Write(
        Span<byte> target, long rows, long bodyLength, ReadOnlySpan<int> nulls, ReadOnlySpan<(long Offset, long Length)> places, bool compressed)
    {
        target.Clear();
        Int32(target, 0, MessageTable);
        VTable(target[4..], tableSize: 20, slot0: 16, slot1: 18, slot2: 4, slot3: 8); // version, header type, header, body length
        Int32(target, MessageTable, MessageTable - 4);
        Int64(target, MessageTable + 8, bodyLength);
        target[MessageTable + 16] = 4; // version 5
        target[MessageTable + 18] = 3; // a record batch
        Point(target, MessageTable + 4, BatchTable);

        VTable(target[40..], tableSize: 24, slot0: 8, slot1: 4, slot2: 16, slot3: (ushort)(compressed ? 20 : 0)); // length, nodes, buffers, compression
        Int32(target, BatchTable, BatchTable - 40);
        Int64(target, BatchTable + 8, rows);
        if (compressed)
            WriteCompression(target);
        var nodes = Nodes(compressed);
        Point(target, BatchTable + 4, nodes - 4);
        Int32(target, nodes - 4, nulls.Length);
        for (var i = 0; i < nulls.Length; i++)
        {
            Int64(target, nodes + (i * StructBytes), rows);
            Int64(target, nodes + (i * StructBytes) + 8, nulls[i]);
        }
        var buffers = nodes + (nulls.Length * StructBytes) + 8;
        Point(target, BatchTable + 16, buffers - 4);
        Int32(target, buffers - 4, places.Length);
        for (var i = 0; i < places.Length; i++)
        {
            Int64(target, buffers + (i * StructBytes), places[i].Offset);
            Int64(target, buffers + (i * StructBytes) + 8, places[i].Length);
        }
    }

    /// <summary>Where the first node lies: on a multiple of 8, its vector's length just before.</summary>
    private static int Nodes(bool compressed) => compressed ? 104 : 88;

    private static void WriteCompression(Span<byte> target)
    {
        // Codec 0 is LZ4_FRAME, method 0 compresses each buffer.
        BinaryPrimitives.WriteUInt16LittleEndian(target[80..], 8);
        BinaryPrimitives.WriteUInt16LittleEndian(target[82..], 6);
        BinaryPrimitives.WriteUInt16LittleEndian(target[84..], 4);
        BinaryPrimitives.WriteUInt16LittleEndian(target[86..], 5);
        Int32(target, CompressionTable, CompressionTable - 80);
        Point(target, BatchTable + 20, CompressionTable);
    }

    private static void VTable(Span<byte> target, ushort tableSize, ushort slot0, ushort slot1, ushort slot2, ushort slot3)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, 12);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], tableSize);
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], slot0);
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], slot1);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], slot2);
        BinaryPrimitives.WriteUInt16LittleEndian(target[10..], slot3);
    }

    /// <summary>An offset to something behind it.</summary>
    private static void Point(Span<byte> target, int from, int to) => Int32(target, from, to - from);

    private static void Int32(Span<byte> target, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(target[at..], value);

    private static void Int64(Span<byte> target, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(target[at..], value);
}
