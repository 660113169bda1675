using Apache.Arrow;

namespace Streaming.Events.Rows;

/// <summary>Which rows of a column are null.</summary>
public readonly ref struct NullMask
{
    readonly ReadOnlySpan<byte> _bits;
    readonly int _offset;

    /// <param name="array">Whose nulls these are.</param>
    public NullMask(IArrowArray array)
    {
        _offset = array.Offset;
        _bits = array.NullCount == 0 ? default : array.Data.Buffers[0].Span;
    }

    /// <summary>False: no row is null and asking row by row is needless.</summary>
    public bool Any => !_bits.IsEmpty;

    /// <summary>Whether a row has no value.</summary>
    public bool IsNull(int row) => !_bits.IsEmpty && (_bits[(_offset + row) >> 3] & (1 << ((_offset + row) & 7))) == 0;
}
