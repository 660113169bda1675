using System.Globalization;
using System.Runtime.CompilerServices;
using Streaming.Topology.Numbers;

namespace Streaming.Events.Json;

/// <summary>
/// A number token: its digits as read while its grammar was checked, so that common numbers are not read twice.
/// Value = ±<see cref="Mantissa"/> · 10^<see cref="Exponent"/> where <see cref="Exact"/>.
/// </summary>
readonly ref struct JsonNumber(ReadOnlySpan<byte> text, ulong mantissa, int exponent, bool exact, bool integer)
{
    // Up to 2^53 and 10^22 both factors are exact in binary64, so that one operation rounds correctly (Clinger 1990).
    const ulong MaxExactMantissa = 1UL << 53;
    const int MaxExactExponent = 22;

    static readonly double[] PowersOfTen =
    [
        1e0,
        1e1,
        1e2,
        1e3,
        1e4,
        1e5,
        1e6,
        1e7,
        1e8,
        1e9,
        1e10,
        1e11,
        1e12,
        1e13,
        1e14,
        1e15,
        1e16,
        1e17,
        1e18,
        1e19,
        1e20,
        1e21,
        1e22,
    ];

    public ReadOnlySpan<byte> Text { get; } = text;
    public ulong Mantissa { get; } = mantissa;
    public int Exponent { get; } = exponent;

    /// <summary>At most 19 significant digits, none left out of the mantissa.</summary>
    public bool Exact { get; } = exact;

    /// <summary>Written without fraction and exponent.</summary>
    public bool IsInteger { get; } = integer;

    bool Negative => Text[0] == '-';

    /// <summary>Correctly rounded; infinite where the number is beyond binary64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ToDouble()
    {
        if (!Exact || Mantissa > MaxExactMantissa || (uint)(Exponent + MaxExactExponent) > 2 * MaxExactExponent)
            return LongToDouble();
        var value = Exponent < 0 ? Mantissa / PowersOfTen[-Exponent] : Mantissa * PowersOfTen[Exponent];
        return Negative ? -value : value;
    }

    /// <summary>False where the number has a fraction or does not fit 64 bits; <c>1.0</c> and <c>1e3</c> are integers.</summary>
    /// <param name="value">The integer.</param>
    /// <param name="fraction">Whether it is none, however large it is.</param>
    public bool TryToInt64(out long value, out bool fraction)
    {
        if (IsInteger && Exact && Mantissa <= long.MaxValue)
        {
            fraction = false;
            value = Negative ? -(long)Mantissa : (long)Mantissa;
            return true;
        }
        var inside =
            DecimalText.TryFloor(Text, out var whole, out fraction) && !fraction && whole >= long.MinValue && whole <= long.MaxValue;
        value = inside ? (long)whole : 0;
        return inside;
    }

    double LongToDouble()
    {
        if (Exact && DecimalToDouble.TryConvert(Mantissa, Exponent, out var value))
            return Negative ? -value : value;
        return double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
