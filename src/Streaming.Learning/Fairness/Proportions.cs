namespace Streaming.Learning.Fairness;

/// <summary>Confidence intervals of shares of rows, of their differences and of their ratios, at 95 %.</summary>
public static class Proportions
{
    /// <summary>97.5 % of a normal distribution lie below so many standard deviations.</summary>
    public const double Z = 1.959963984540054;

    /// <summary>
    /// A share with its score interval (Wilson 1927, Probable inference, the law of succession, and statistical inference, Journal of the
    /// American Statistical Association 22:209-212): it holds for shares near 0 and 1, and of few rows, where the usual one does not.
    /// </summary>
    /// <param name="hits">Rows that count, from 0 to <paramref name="of"/>.</param>
    /// <param name="of">All rows, at least one.</param>
    public static Rate Wilson(long hits, long of)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(of, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, of);
        var (n, share) = ((double)of, (double)hits / of);
        var middle = share + Z * Z / (2 * n);
        var half = Z * Math.Sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        var scale = 1 + Z * Z / n;
        // Rounding would leave the ends a hair inside where they are exact.
        return new Rate(hits, of, share, hits == 0 ? 0 : (middle - half) / scale, hits == of ? 1 : (middle + half) / scale);
    }

    /// <summary>
    /// The first share less the second, of independent rows, by their score intervals (method 10 of Newcombe 1998, Interval estimation for
    /// the difference between independent proportions, Statistics in Medicine 17:873-890).
    /// </summary>
    public static Estimate Difference(Rate one, Rate other)
    {
        // From the counts, so that it is rounded once: 60 % less 80 % keeps to a bound of 20 %.
        var difference = ((double)one.Hits * other.Of - (double)other.Hits * one.Of) / ((double)one.Of * other.Of);
        var below = Length(one.Value - one.Low, other.High - other.Value);
        var above = Length(one.High - one.Value, other.Value - other.Low);
        return new Estimate(difference, difference - below, difference + above);
    }

    /// <summary>
    /// The first share divided by the second, of independent rows, with an interval by its logarithm (Katz, Baptista, Azen and Pike 1978,
    /// Obtaining confidence intervals for the risk ratio in cohort studies, Biometrics 34:469-474).
    /// </summary>
    /// <returns>Null where the second share is 0; without an interval where the first is.</returns>
    public static Estimate? Ratio(Rate one, Rate other)
    {
        if (other.Hits == 0)
            return null;
        if (one.Hits == 0)
            return new Estimate(0, null, null);
        var ratio = (double)one.Hits * other.Of / ((double)one.Of * other.Hits);
        var factor = Math.Exp(Z * Math.Sqrt(Part(one) + Part(other)));
        return new Estimate(ratio, ratio / factor, ratio * factor);

        static double Part(Rate rate) => 1.0 / rate.Hits - 1.0 / rate.Of;
    }

    static double Length(double one, double other) => Math.Sqrt(one * one + other * other);
}
