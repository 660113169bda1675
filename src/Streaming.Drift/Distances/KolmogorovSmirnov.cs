namespace Streaming.Drift.Distances;

/// <summary>The two-sample test of Kolmogorov and Smirnov: how far two empirical distributions lie apart at most.</summary>
public static class KolmogorovSmirnov
{
    // Above this many pairs the limiting distribution is near enough, and the exact one slow.
    const long MostExactPairs = 100_000_000;

    /// <summary>The greatest difference between the shares of values up to any point.</summary>
    /// <param name="first">Ascending, not empty.</param>
    /// <param name="second">Ascending, not empty.</param>
    /// <returns>From 0, alike, to 1, apart.</returns>
    public static double Distance(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        ArgumentOutOfRangeException.ThrowIfZero(first.Length, nameof(first));
        ArgumentOutOfRangeException.ThrowIfZero(second.Length, nameof(second));
        var (i, j) = (0, 0);
        long greatest = 0;
        while (i < first.Length && j < second.Length)
        {
            // Values that are equal are passed together.
            var value = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] <= value)
                i++;
            while (j < second.Length && second[j] <= value)
                j++;
            greatest = Math.Max(greatest, Math.Abs((long)i * second.Length - (long)j * first.Length));
        }

        return (double)greatest / ((long)first.Length * second.Length);
    }

    /// <summary>
    /// The chance of a distance at least as great between two samples of one continuous distribution: exact by counting lattice paths
    /// (Hodges, The significance probability of the Smirnov two-sample test, 1958), and by Kolmogorov's limit where the samples are large.
    /// </summary>
    /// <param name="distance">As <see cref="Distance"/> gives it.</param>
    /// <param name="first">Values in one sample.</param>
    /// <param name="second">Values in the other.</param>
    public static double PValue(double distance, int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(second);
        var pairs = (long)first * second;
        return pairs <= MostExactPairs
            ? ByPaths((long)Math.Round(distance * pairs), first, second)
            : ByLimit(distance * Math.Sqrt((double)pairs / (first + second)));
    }

    /// <summary>The least distance between two samples of one size whose chance is at most <paramref name="alpha"/>.</summary>
    /// <returns>Above 1 where there is none.</returns>
    internal static double LeastSignificant(int size, double alpha)
    {
        // The chance falls as the distance grows. Distances are multiples of 1 / size.
        var (low, high) = (0, size + 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (middle <= size && ByPaths((long)middle * size, size, size) > alpha)
                low = middle + 1;
            else
                high = middle;
        }

        // Half a step of slack: distances are quotients that round.
        return (low - 0.5) / size;
    }

    /// <summary>Share of the paths from (0, 0) to (first, second) that leave the band |i · second - j · first| &lt; limit.</summary>
    static double ByPaths(long limit, int first, int second)
    {
        if (limit <= 0)
            return 1;
        // Chance, not counts, so that nothing overflows: from (i, j) a path goes right with the share of steps that are still to go right.
        // Steps that leave the band are absorbed, so that small chances keep their digits.
        var inside = new double[second + 1];
        inside[0] = 1;
        double outside = 0;
        for (var i = 0; i <= first; i++)
        {
            for (var j = 0; j <= second; j++)
            {
                var reached = inside[j];
                if (reached == 0)
                    continue;
                if (Math.Abs((long)i * second - (long)j * first) >= limit)
                {
                    outside += reached;
                    inside[j] = 0;
                    continue;
                }

                var right = first - i;
                var up = second - j;
                if (right + up == 0)
                    break;
                if (up > 0)
                    inside[j + 1] += reached * up / (right + up);
                inside[j] = reached * right / (right + up);
            }
        }

        return Math.Min(1, outside);
    }

    /// <summary>1 - K(x), by the series of Kolmogorov.</summary>
    static double ByLimit(double x)
    {
        // Below, the series needs many terms, and the chance is 1 but for less than 1e-8.
        if (x < 0.3)
            return 1;
        double sum = 0;
        for (var k = 1; k <= 100; k++)
        {
            var term = Math.Exp(-2.0 * k * k * x * x);
            sum += (k & 1) == 1 ? term : -term;
            if (term < 1e-18)
                break;
        }

        return Math.Clamp(2 * sum, 0, 1);
    }
}
