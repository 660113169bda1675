using Apache.Arrow;
using Streaming.Topology;

namespace Streaming.Events.Rows;

/// <summary>A column of booleans.</summary>
public readonly ref struct BoolColumn
{
    readonly ReadOnlySpan<byte> _bits;
    readonly int _offset;
    readonly NullMask _nulls;

    /// <exception cref="ArgumentException">The array holds something else.</exception>
    public BoolColumn(IArrowArray array)
    {
        if (array is not BooleanArray)
            throw new StreamingException($"The column is of type {array.Data.DataType.Name}, which does not hold booleans.");
        Length = array.Length;
        _bits = array.Data.Buffers[1].Span;
        _offset = array.Offset;
        _nulls = new NullMask(array);
    }

    /// <summary>Rows.</summary>
    public int Length { get; }

    /// <summary>A row's value; where it is null, either.</summary>
    public bool this[int row] => (_bits[(_offset + row) >> 3] & (1 << ((_offset + row) & 7))) != 0;

    /// <summary>Whether a row has no value.</summary>
    public bool IsNull(int row) => _nulls.IsNull(row);
}
