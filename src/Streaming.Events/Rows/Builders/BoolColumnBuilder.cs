using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Rows.Builders;

/// <summary>Booleans, one bit a row.</summary>
public sealed class BoolColumnBuilder() : ColumnBuilder(BooleanType.Default)
{
    byte[] _bits = [];

    /// <summary>Adds a row.</summary>
    public void Append(bool value)
    {
        Write(value);
        Validity.Valid(Length);
        Length++;
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        Write(false);
        Validity.Null(Length);
        Length++;
    }

    /// <inheritdoc/>
    public override void Truncate(int length)
    {
        Validity.Truncate(length, Length);
        Length = length;
    }

    private protected override ArrowBuffer[] BuildBuffers(ArrowBuffer validity)
    {
        // Bits behind the last row may be left over from rows taken back; equal batches are to be equal bytes.
        if ((Length & 7) != 0)
            _bits[Length >> 3] &= (byte)((1 << (Length & 7)) - 1);
        return [validity, Growth.Copy<byte>(_bits.AsSpan(0, (Length + 7) >> 3))];
    }

    private protected override void ResetValues() => Growth.Trim(ref _bits, Length >> 3);

    void Write(bool value)
    {
        var index = Length >> 3;
        Growth.Ensure(ref _bits, index + 1);
        var mask = (byte)(1 << (Length & 7));
        _bits[index] = value ? (byte)(_bits[index] | mask) : (byte)(_bits[index] & ~mask);
    }
}
