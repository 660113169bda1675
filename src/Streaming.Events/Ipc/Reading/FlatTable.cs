using System.Buffers.Binary;
using System.Text;

namespace Streaming.Events.Ipc.Reading;

/// <summary>A FlatBuffers table in bytes that may be anything: every offset is checked before it is followed.</summary>
readonly ref struct FlatTable
{
    readonly ReadOnlySpan<byte> _bytes;
    readonly int _table;
    readonly int _vtable;
    readonly int _vtableSize;

    FlatTable(ReadOnlySpan<byte> bytes, long table)
    {
        _bytes = bytes;
        _table = Checked(table, 4);
        _vtable = Checked(table - BinaryPrimitives.ReadInt32LittleEndian(bytes[_table..]), 4);
        _vtableSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[_vtable..]);
        Checked(_vtable, _vtableSize);
    }

    public static FlatTable Root(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 ? new FlatTable(bytes, BinaryPrimitives.ReadUInt32LittleEndian(bytes)) : throw Broken();

    public bool Has(int slot) => FieldOffset(slot) != 0;

    public byte Byte(int slot) => FieldOffset(slot) is var offset and not 0 ? _bytes[Checked(_table + offset, 1)] : (byte)0;

    public short Int16(int slot) =>
        FieldOffset(slot) is var offset and not 0
            ? BinaryPrimitives.ReadInt16LittleEndian(_bytes[Checked(_table + offset, 2)..])
            : (short)0;

    public int Int32(int slot) =>
        FieldOffset(slot) is var offset and not 0 ? BinaryPrimitives.ReadInt32LittleEndian(_bytes[Checked(_table + offset, 4)..]) : 0;

    public long Int64(int slot) =>
        FieldOffset(slot) is var offset and not 0 ? BinaryPrimitives.ReadInt64LittleEndian(_bytes[Checked(_table + offset, 8)..]) : 0;

    public FlatTable Table(int slot) => Has(slot) ? new FlatTable(_bytes, Target(slot)) : throw Broken();

    public string Text(int slot)
    {
        if (!Has(slot))
            return "";
        var utf8 = Vector(slot, 1, out _);
        return System.Text.Unicode.Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw Broken();
    }

    /// <summary>Bytes of the elements of a vector of scalars or structs; empty where it is absent.</summary>
    public ReadOnlySpan<byte> Vector(int slot, int elementSize, out int count)
    {
        count = 0;
        if (!Has(slot))
            return default;
        var start = Checked(Target(slot), 4);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[start..]);
        start = Checked(start + 4L, (long)length * elementSize);
        count = (int)length;
        return _bytes.Slice(start, count * elementSize);
    }

    /// <summary>Element of a vector of tables.</summary>
    public FlatTable TableAt(int slot, int index)
    {
        _ = Vector(slot, 4, out var count);
        if ((uint)index >= (uint)count)
            throw Broken();
        var element = Target(slot) + 4 + (4L * index);
        return new FlatTable(_bytes, element + BinaryPrimitives.ReadUInt32LittleEndian(_bytes[Checked(element, 4)..]));
    }

    long Target(int slot)
    {
        var field = Checked(_table + FieldOffset(slot), 4);
        return field + (long)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[field..]);
    }

    int FieldOffset(int slot)
    {
        var entry = 4 + (2 * slot);
        return entry + 2 <= _vtableSize ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(_vtable + entry)..]) : 0;
    }

    int Checked(long position, long size) =>
        position >= 0 && size >= 0 && position <= _bytes.Length - size ? (int)position : throw Broken();

    static ArrowIpcException Broken() => new("its metadata is damaged");
}
