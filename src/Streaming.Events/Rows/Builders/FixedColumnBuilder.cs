using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Rows.Builders;

/// <summary>Numbers and timestamps.</summary>
public sealed class FixedColumnBuilder<T>(IArrowType type) : ColumnBuilder(type)
    where T : unmanaged
{
    T[] _values = [];

    /// <summary>The values so far; a null row holds zero.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, Length);

    /// <summary>Adds a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T value)
    {
        var row = Length;
        Growth.Ensure(ref _values, row + 1);
        _values[row] = value;
        Validity.Valid(row);
        Length = row + 1;
    }

    /// <summary>Adds so many rows of one value.</summary>
    public void AppendMany(T value, int count)
    {
        Claim(count).Fill(value);
    }

    /// <summary>Appends <paramref name="count"/> rows and returns the memory to write their values to.</summary>
    public Span<T> Claim(int count)
    {
        var start = Length;
        Growth.Ensure(ref _values, start + count);
        Length += count;
        for (var row = start; row < Length; row++)
            Validity.Valid(row);
        return _values.AsSpan(start, count);
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        Growth.Ensure(ref _values, Length + 1);
        _values[Length] = default;
        Validity.Null(Length);
        Length++;
    }

    /// <inheritdoc/>
    public override void Truncate(int length)
    {
        Validity.Truncate(length, Length);
        Length = length;
    }

    private protected override ArrowBuffer[] BuildBuffers(ArrowBuffer validity) => [validity, Growth.Copy(Values)];

    private protected override void ResetValues() => Growth.Trim(ref _values, Length);
}
