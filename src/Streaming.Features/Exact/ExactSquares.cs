namespace Streaming.Features.Exact;

/// <summary>
/// An exact running sum of squares, laid out as <see cref="ExactSum"/> with twice the digits; and the standard deviation from
/// both sums, in which the subtraction that usually costs all digits is exact.
/// </summary>
static class ExactSquares
{
    public const int Words = 2 * ExactSum.Words;
    public const int WideWords = 2 * ExactSum.WideWords;

    /// <summary>Adds the square of an integer of at most 2^126, by magnitude, or takes it out.</summary>
    public static void Add(Span<ulong> words, ref ulong[]? wide, Int128 value, bool remove)
    {
        var magnitude = (UInt128)Int128.Abs(value);
        if (ExactSum.Fits(value))
            AddInteger(words, magnitude, 2 * ExactSum.Fraction, remove);
        else
            AddInteger(wide ??= new ulong[WideWords], magnitude, 2 * ExactSum.WideFraction, remove);
    }

    /// <summary>Adds the square of a finite value, or takes it out.</summary>
    public static void Add(Span<ulong> words, ref ulong[]? wide, double value, bool remove)
    {
        var number = new Binary64(value);
        if (number.TryPlace(ExactSum.Fraction, out var mantissa, out var shift) && shift <= ExactSum.MaxShift)
        {
            FixedPoint.AddLong(words, (UInt128)mantissa * mantissa, 2 * shift, remove);
            return;
        }
        number.TryPlace(ExactSum.WideFraction, out mantissa, out shift);
        FixedPoint.AddLong(wide ??= new ulong[WideWords], (UInt128)mantissa * mantissa, 2 * shift, remove);
    }

    // (high * 2^64 + low)^2, in parts of which each fits into 128 bits: the magnitude is below 2^127.
    static void AddInteger(Span<ulong> words, UInt128 magnitude, int shift, bool remove)
    {
        var (high, low) = (magnitude >> 64, magnitude & ulong.MaxValue);
        FixedPoint.AddLong(words, low * low, shift, remove);
        if (high == default)
            return;
        FixedPoint.AddLong(words, 2 * high * low, shift + 64, remove);
        FixedPoint.AddLong(words, high * high, shift + 128, remove);
    }

    /// <summary>
    /// Sample standard deviation of <paramref name="count"/> values: sqrt((n * squares - sum^2) / (n * (n - 1))), the
    /// numerator exact and rounded once.
    /// </summary>
    public static double Deviation(long count, ReadOnlySpan<ulong> sum, ulong[]? wideSum, ReadOnlySpan<ulong> squares, ulong[]? wideSquares)
    {
        var wide = wideSum is not null || wideSquares is not null;
        Span<ulong> magnitude = stackalloc ulong[wide ? ExactSum.WideWords : ExactSum.Words];
        Span<ulong> numerator = stackalloc ulong[wide ? WideWords : Words];
        Span<ulong> product = stackalloc ulong[numerator.Length + 1];
        if (wide)
        {
            ExactSum.Magnitude(sum, wideSum ?? new ulong[ExactSum.WideWords], magnitude);
            wideSquares?.CopyTo(numerator);
            FixedPoint.AddWords(numerator, squares, 2 * (ExactSum.WideFraction - ExactSum.Fraction) / 64);
        }
        else
        {
            ExactSum.Magnitude(sum, wide: null, magnitude);
            squares.CopyTo(numerator);
        }
        FixedPoint.Multiply(numerator, [(ulong)count], product);
        product[..^1].CopyTo(numerator);
        FixedPoint.Multiply(magnitude, magnitude, product[..^1]);
        FixedPoint.Subtract(numerator, product[..^1]);

        var top = FixedPoint.Top(numerator, out var exponent);
        exponent -= 2 * (wide ? ExactSum.WideFraction : ExactSum.Fraction);
        // An even exponent, so that half of it can be taken out of the root: the squares may lie outside a double's range.
        var odd = exponent & 1;
        var variance = (double)top * (1 + odd) / ((double)count * (count - 1));
        return Math.ScaleB(Math.Sqrt(variance), (exponent - odd) / 2);
    }
}
