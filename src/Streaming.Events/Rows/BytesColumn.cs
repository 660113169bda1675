using Apache.Arrow;
using Streaming.Topology;

namespace Streaming.Events.Rows;

/// <summary>A column of strings or binaries (of any or of one fixed length), read as spans.</summary>
public readonly ref struct BytesColumn
{
    readonly ReadOnlySpan<int> _offsets;
    readonly ReadOnlySpan<byte> _data;
    readonly int _width;
    readonly NullMask _nulls;

    /// <exception cref="ArgumentException">The array holds something else.</exception>
    public BytesColumn(IArrowArray array)
    {
        Length = array.Length;
        _nulls = new NullMask(array);
        if (Length == 0)
            return;
        if (array is BinaryArray binary)
        {
            _offsets = binary.ValueOffsets;
            _data = binary.ValueBuffer.Span;
        }
        else if (array.Data.DataType is Apache.Arrow.Types.FixedSizeBinaryType type)
        {
            _width = type.ByteWidth;
            _data = array.Data.Buffers[1].Span.Slice(array.Offset * _width, Length * _width);
        }
        else
        {
            throw new StreamingException($"The column is of type {array.Data.DataType.Name}, which does not hold bytes.");
        }
    }

    /// <summary>Rows.</summary>
    public int Length { get; }

    /// <summary>Bytes of the row; empty where it is null.</summary>
    public ReadOnlySpan<byte> this[int row] => _width > 0 ? _data.Slice(row * _width, _width) : _data[_offsets[row].._offsets[row + 1]];

    /// <summary>Whether a row has no value.</summary>
    public bool IsNull(int row) => _nulls.IsNull(row);
}
