using Apache.Arrow;
using Streaming.Topology;

namespace Streaming.Events.Rows;

/// <summary>A column of booleans.</summary>
public readonly ref struct BoolColumn
{
    readonly ReadOnlySpan<byte> _bits;
    readonly int _offset;
    readonly NullMask _nulls;

    public BoolColumn(IArrowArray array)
    {
        if (array is not BooleanArray)
            throw new StreamingException($"The column is of type {array.Data.DataType.Name}, which does not hold booleans.");
        Length = array.Length;
        _bits = array.Data.Buffers[1].Span;
        _offset = array.Offset;
        _nulls = new NullMask(array);
    }

    public int Length { get; }

    public bool this[int row] => (_bits[(_offset + row) >> 3] & (1 << ((_offset + row) & 7))) != 0;

    public bool IsNull(int row) => _nulls.IsNull(row);
}
