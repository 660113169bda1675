using System.Buffers.Binary;

namespace Streaming.Events.Ipc.Writing;

/// <summary>
/// The FlatBuffer of a record batch message. Its shape never varies but in the lengths of two vectors, so it is written
/// forwards at fixed places: Message table, RecordBatch table, buffers, nodes. They are the places at which the Arrow library
/// puts them, so that bytes which are hashed stay what they were when the library wrote them.
/// </summary>
static class BatchMetadata
{
    const int MessageVTable = 8;
    const int MessageTable = 20;
    const int BatchVTable = 42;
    const int BatchTable = 52;
    const int Buffers = 80;
    const int StructBytes = 16;

    public static int Size(int columns, int buffers) => Nodes(buffers) + (columns * StructBytes);

    /// <param name="target">As long as <see cref="Size"/>.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="bodyLength">Bytes of the body.</param>
    /// <param name="nulls">Of each column.</param>
    /// <param name="places">Of each buffer: offset in the body and length without padding.</param>
    public static void Write(
        Span<byte> target,
        long rows,
        long bodyLength,
        ReadOnlySpan<int> nulls,
        ReadOnlySpan<(long Offset, long Length)> places
    )
    {
        target.Clear();
        Int32(target, 0, MessageTable);
        VTable(target[MessageVTable..], [12, 22, 6, 5, 8, 12]); // version, header type, header, body length
        Int32(target, MessageTable, MessageTable - MessageVTable);
        target[MessageTable + 5] = 3; // a record batch
        target[MessageTable + 6] = 4; // version 5
        Point(target, MessageTable + 8, BatchTable);
        Int64(target, MessageTable + 12, bodyLength);

        VTable(target[BatchVTable..], [10, 24, 12, 4, 8]); // length, nodes, buffers
        Int32(target, BatchTable, BatchTable - BatchVTable);
        Int64(target, BatchTable + 12, rows);
        Point(target, BatchTable + 8, Buffers - 4);
        Int32(target, Buffers - 4, places.Length);
        for (var i = 0; i < places.Length; i++)
            Struct(target[(Buffers + (i * StructBytes))..], places[i].Offset, places[i].Length);
        var nodes = Nodes(places.Length);
        Point(target, BatchTable + 4, nodes - 4);
        Int32(target, nodes - 4, nulls.Length);
        for (var i = 0; i < nulls.Length; i++)
            Struct(target[(nodes + (i * StructBytes))..], rows, nulls[i]);
    }

    /// <summary>Where the first node lies: on a multiple of 8, its vector's length just before.</summary>
    static int Nodes(int buffers) => Buffers + (buffers * StructBytes) + 8;

    /// <summary>Its own size, the table's, and where in the table each field lies.</summary>
    static void VTable(Span<byte> target, ReadOnlySpan<ushort> entries)
    {
        for (var i = 0; i < entries.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(target[(i * sizeof(ushort))..], entries[i]);
    }

    static void Struct(Span<byte> target, long first, long second)
    {
        Int64(target, 0, first);
        Int64(target, sizeof(long), second);
    }

    /// <summary>An offset to something behind it.</summary>
    static void Point(Span<byte> target, int from, int to) => Int32(target, from, to - from);

    static void Int32(Span<byte> target, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(target[at..], value);

    static void Int64(Span<byte> target, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(target[at..], value);
}
