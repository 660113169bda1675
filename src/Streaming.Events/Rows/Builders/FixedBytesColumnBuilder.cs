using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Rows.Builders;

/// <summary>Binaries that all have the same length, such as hashes.</summary>
public sealed class FixedBytesColumnBuilder(FixedSizeBinaryType type) : ColumnBuilder(type)
{
    readonly int _width = type.ByteWidth;
    byte[] _data = [];

    /// <summary>Adds a row, of as many bytes as all have.</summary>
    public void Append(ReadOnlySpan<byte> value)
    {
        if (value.Length != _width)
            throw new ArgumentException($"The column holds values of {_width} bytes, not {value.Length}.", nameof(value));
        value.CopyTo(Claim());
    }

    /// <summary>Appends one row and returns the memory to write its value to.</summary>
    public Span<byte> Claim()
    {
        var start = Length * _width;
        Growth.Ensure(ref _data, start + _width);
        Validity.Valid(Length);
        Length++;
        return _data.AsSpan(start, _width);
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        Growth.Ensure(ref _data, (Length + 1) * _width);
        _data.AsSpan(Length * _width, _width).Clear();
        Validity.Null(Length);
        Length++;
    }

    /// <inheritdoc/>
    public override void Truncate(int length)
    {
        Validity.Truncate(length, Length);
        Length = length;
    }

    private protected override ArrowBuffer[] BuildBuffers(ArrowBuffer validity) =>
        [validity, Growth.Copy<byte>(_data.AsSpan(0, Length * _width))];

    private protected override void ResetValues() => Growth.Trim(ref _data, Length * _width);
}
