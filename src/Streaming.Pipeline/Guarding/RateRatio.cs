namespace Streaming.Pipeline.Guarding;

/// <summary>Whether one share of rows is so much lower than another that chance alone would hardly do it.</summary>
/// <remarks>
/// Score test for the ratio of two independent proportions: Miettinen, Nurminen, Comparative analysis of two rates, Statistics in Medicine
/// 4:213-226, 1985, without their correction of the variance; Koopman, Confidence intervals for the ratio of two binomial proportions,
/// Biometrics 40:513-517, 1984, is the interval that belongs to it. It holds for shares near 0 and 1, where the logarithm's does not.
/// </remarks>
static class RateRatio
{
    /// <summary>By how many standard deviations the first share lies above so many times the second; below zero: under it.</summary>
    /// <param name="one">The first share.</param>
    /// <param name="other">The second share, of which at least one row counts.</param>
    /// <param name="ratio">Above zero.</param>
    public static double Score(Share one, Share other, double ratio)
    {
        var (n, m) = ((double)one.Of, (double)other.Of);
        // The shares that are likeliest where one is so many times the other: the smaller root of a quadratic equation.
        var (a, b, c) = ((n + m) * ratio, ratio * (n + other.Counted) + one.Counted + m, (double)one.Counted + other.Counted);
        var second = 2 * c / (b + Math.Sqrt(Math.Max(0, b * b - 4 * a * c)));
        var first = ratio * second;
        var variance = first * (1 - first) / n + ratio * ratio * second * (1 - second) / m;
        var above = one.Counted / n - ratio * other.Counted / m;
        return above == 0 ? 0 : above / Math.Sqrt(Math.Max(variance, double.Epsilon));
    }

    /// <summary>Upper end of the interval of the ratio: from there on, the first share lies more than so many standard deviations below so
    /// many times the second. At most 1.</summary>
    /// <param name="one">The lower share.</param>
    /// <param name="other">The higher share, of which at least one row counts.</param>
    /// <param name="deviations">Above zero.</param>
    public static double Highest(Share one, Share other, double deviations)
    {
        const int halvings = 50;
        var (low, high) = ((double)one.Counted / one.Of / ((double)other.Counted / other.Of), 1.0);
        for (var i = 0; i < halvings; i++)
        {
            var middle = (low + high) / 2;
            if (middle > 0 && Score(one, other, middle) < -deviations)
                high = middle;
            else
                low = middle;
        }

        return high;
    }

    /// <summary>Above so many standard deviations, a normal distribution has that share. By the series of Marsaglia, Evaluating the
    /// normal distribution, Journal of Statistical Software 11(4), 2004; rounded to nine decimals, so that no machine's exponential
    /// matters.</summary>
    /// <param name="tail">Above 0, and at most 0.5.</param>
    public static double Deviations(double tail)
    {
        const double most = 8;
        var (low, high) = (0.0, most);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Above(middle) > tail)
                low = middle;
            else
                high = middle;
        }

        return Math.Round(high, 9);
    }

    static double Above(double x)
    {
        var (sum, term) = (x, x);
        for (var i = 3; term > sum * 1e-17; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 - sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}

/// <summary>A share of rows.</summary>
/// <param name="Counted">Rows that count.</param>
/// <param name="Of">All rows, those among them.</param>
readonly record struct Share(long Counted, long Of);
