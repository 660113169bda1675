using System.Globalization;

namespace Streaming.Topology.Numbers;

/// <summary>A number of a topology file: as binary64, and exactly where it is an integer or is compared with integers.</summary>
/// <param name="Value">Rounded to binary64.</param>
public readonly record struct DecimalNumber(double Value) : IFormattable
{
    /// <summary>The number itself rounded down; null where it has more than <see cref="DecimalText.MostBits"/> bits.</summary>
    public Int128? Floor { get; init; } = Math.Abs(Value) < Math.ScaleB(1, DecimalText.MostBits) ? (Int128)Math.Floor(Value) : null;

    /// <summary>Whether the number is more than its <see cref="Floor"/>.</summary>
    public bool HasFraction { get; init; } = Math.Floor(Value) < Value;

    /// <summary>The number itself, where it is an integer that is held exactly; else null.</summary>
    public Int128? Integer => HasFraction ? null : Floor;

    /// <summary>The greatest integer that is not above it; where it is beyond all that are held, one that is beyond 64 bits.</summary>
    public Int128 Floored => Floor ?? (Value > 0 ? Int128.MaxValue : Int128.MinValue);

    /// <summary>The least integer that is not below it.</summary>
    public Int128 Ceiling => HasFraction && Floor is { } floor ? floor + 1 : Floored;

    /// <summary>A number that is binary64.</summary>
    public static implicit operator DecimalNumber(double value) => new(value);

    /// <summary>The number with the other sign.</summary>
    public static DecimalNumber operator -(DecimalNumber number) =>
        number with
        {
            Value = -number.Value,
            Floor = number.HasFraction ? -number.Floor - 1 : -number.Floor,
        };

    /// <exception cref="FormatException">The text is no number.</exception>
    public static DecimalNumber Parse(string text)
    {
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return DecimalText.TryFloor(text.Trim(), out var floor, out var fraction)
            ? new DecimalNumber(value) { Floor = floor, HasFraction = fraction }
            : new DecimalNumber(value) { Floor = null, HasFraction = fraction };
    }

    /// <summary>Whether it is the greater one; exact where both are held exactly.</summary>
    public bool IsAbove(DecimalNumber other) =>
        Floor is { } mine && other.Floor is { } others && (mine != others || HasFraction != other.HasFraction)
            ? mine > others || (mine == others && HasFraction)
            : Value > other.Value;

    /// <inheritdoc/>
    public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        Integer?.ToString(format, formatProvider) ?? Value.ToString(format, formatProvider);
}
