namespace Streaming.Features.Exact;

/// <summary>
/// An exact running sum of doubles. Four words hold 128 bits before and after the point, which is enough for values below
/// 2^95 with digits down to 2^-128; the few others go, by the same rule when added and when taken out, to a second sum that
/// spans all doubles and is made when first needed. Exact up to 2^31 values.
/// </summary>
static class ExactSum
{
    /// <summary>Words of the usual sum.</summary>
    public const int Words = 4;

    /// <summary>Words of the sum that spans all doubles.</summary>
    public const int WideWords = 34;

    public const int Fraction = 128;
    public const int WideFraction = 1088;

    /// <summary>Largest shift that leaves room for 2^31 values and a sign.</summary>
    public const int MaxShift = (64 * Words) - 1 - 32 - 53;

    /// <summary>Bits that the usual sum has for an integer's magnitude.</summary>
    public const int IntegerBits = MaxShift + 53 - Fraction;

    /// <summary>Whether the usual sum holds a finite value; else it takes the wide one.</summary>
    public static bool Fits(double value) => new Binary64(value).TryPlace(Fraction, out _, out var shift) && shift <= MaxShift;

    /// <summary>Whether the usual sum holds an integer; else it takes the wide one.</summary>
    public static bool Fits(Int128 value) => ((UInt128)Int128.Abs(value) >> IntegerBits) == default;

    /// <summary>Adds an integer of at most 2^126, by magnitude, or takes it out.</summary>
    public static void Add(Span<ulong> words, ref ulong[]? wide, Int128 value, bool remove)
    {
        var (magnitude, subtract) = ((UInt128)Int128.Abs(value), Int128.IsNegative(value) ^ remove);
        if (Fits(value))
            FixedPoint.AddLong(words, magnitude, Fraction, subtract);
        else
            FixedPoint.AddLong(wide ??= new ulong[WideWords], magnitude, WideFraction, subtract);
    }

    /// <summary>Adds a finite value, or takes it out.</summary>
    public static void Add(Span<ulong> words, ref ulong[]? wide, double value, bool remove)
    {
        var number = new Binary64(value);
        if (number.TryPlace(Fraction, out var mantissa, out var shift) && shift <= MaxShift)
        {
            FixedPoint.Add(words, mantissa, shift, number.Negative ^ remove);
            return;
        }
        number.TryPlace(WideFraction, out mantissa, out shift);
        FixedPoint.Add(wide ??= new ulong[WideWords], mantissa, shift, number.Negative ^ remove);
    }

    /// <summary>The sum, rounded once.</summary>
    public static double Round(ReadOnlySpan<ulong> words, ulong[]? wide)
    {
        Span<ulong> magnitude = stackalloc ulong[wide is null ? Words : WideWords];
        var negative = Magnitude(words, wide, magnitude);
        var top = FixedPoint.Top(magnitude, out var exponent);
        var result = Math.ScaleB((double)top, exponent - (wide is null ? Fraction : WideFraction));
        return negative ? -result : result;
    }

    /// <summary>Both parts together, as sign and magnitude.</summary>
    public static bool Magnitude(ReadOnlySpan<ulong> words, ulong[]? wide, Span<ulong> magnitude)
    {
        if (wide is null)
        {
            words.CopyTo(magnitude);
        }
        else
        {
            wide.CopyTo(magnitude);
            FixedPoint.AddWords(magnitude, words, (WideFraction - Fraction) / 64);
        }
        var negative = FixedPoint.IsNegative(magnitude);
        if (negative)
            FixedPoint.Negate(magnitude);
        return negative;
    }
}
