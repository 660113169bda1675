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

    /// <summary>Adds a number, or takes it out.</summary>
    public static void Add(Span<ulong> words, ref ulong[]? wide, in ExactNumber value, bool remove)
    {
        if (!value.IsInteger)
            Add(words, ref wide, value.Nearest, remove);
        else if (value.Fits())
            FixedPoint.AddLong(words, value.Magnitude, Fraction, value.Negative ^ remove);
        else
            FixedPoint.AddLong(wide ??= new ulong[WideWords], value.Magnitude, WideFraction, value.Negative ^ remove);
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
