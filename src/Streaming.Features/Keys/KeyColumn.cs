using System.Runtime.InteropServices;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Topology;

namespace Streaming.Features.Keys;

/// <summary>The bytes by which rows of any key type are told apart: UTF-8 of strings, little-endian words of numbers and times.</summary>
readonly ref struct KeyColumn
{
    readonly BytesColumn _bytes;
    readonly ReadOnlySpan<byte> _words;
    readonly ReadOnlySpan<byte> _bits;
    readonly int _offset;
    readonly NullMask _nulls;
    readonly Kind _kind;

    public KeyColumn(RecordBatch batch, string name)
    {
        var array = Columns.Column(batch, name);
        _nulls = new NullMask(array);
        switch (array)
        {
            case BinaryArray:
                _kind = Kind.Bytes;
                _bytes = Columns.Bytes(batch, name);
                break;
            case PrimitiveArray<long> words:
                _kind = Kind.Words;
                _words = MemoryMarshal.AsBytes(words.Values);
                break;
            case PrimitiveArray<double> doubles:
                _kind = Kind.Words;
                _words = MemoryMarshal.AsBytes(doubles.Values);
                break;
            case BooleanArray bools:
                _kind = Kind.Bits;
                _bits = bools.Data.Buffers[1].Span;
                _offset = bools.Offset;
                break;
            default:
                throw new StreamingException($"Rows cannot be told apart by column {name}: it is of type {array.Data.DataType.Name}.");
        }
    }

    enum Kind
    {
        Bytes,
        Words,
        Bits,
    }

    public bool IsNull(int row) => _nulls.IsNull(row);

    public ReadOnlySpan<byte> this[int row] =>
        _kind switch
        {
            Kind.Bytes => _bytes[row],
            Kind.Words => _words.Slice(row * 8, 8),
            _ => (_bits[(_offset + row) >> 3] & (1 << ((_offset + row) & 7))) != 0 ? "1"u8 : "0"u8,
        };
}
