namespace Streaming.Drift.Distances;

/// <summary>How far counts lie from those of a reference with the same bins. Missing values are a bin as any other.</summary>
public static class Distance
{
    // Half a value more in each bin, so that an empty one is no infinite distance.
    const double Added = 0.5;

    /// <summary>
    /// The population stability index, sum of (p - q) ln(p / q) over the bins: Kullback and Leibler's divergence both ways. By custom,
    /// below
    /// 0.1 is alike and above 0.25 is not. From 0 on; half a value is added to each bin.
    /// </summary>
    public static double PopulationStability(ReferenceHistogram reference, ReadOnlySpan<long> counts)
    {
        var (all, there) = Totals(reference, counts);
        var bins = counts.Length;
        double sum = 0;
        for (var i = 0; i < bins; i++)
        {
            var p = (reference.Counts[i] + Added) / (all + Added * bins);
            var q = (counts[i] + Added) / (there + Added * bins);
            sum += (p - q) * Math.Log(p / q);
        }

        return sum;
    }

    /// <summary>
    /// The divergence of Jensen and Shannon in bits: 0 for shares that are the same, 1 for such that have no bin in common. Lin,
    /// Divergence measures based
    /// on the Shannon entropy, 1991.
    /// </summary>
    public static double JensenShannon(ReferenceHistogram reference, ReadOnlySpan<long> counts)
    {
        var (all, there) = Totals(reference, counts);
        double sum = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var (p, q) = (reference.Counts[i] / all, counts[i] / there);
            sum += Part(p, (p + q) / 2) + Part(q, (p + q) / 2);
        }

        return Math.Clamp(sum / 2, 0, 1);

        static double Part(double share, double middle) => share == 0 ? 0 : share * Math.Log2(share / middle);
    }

    /// <summary>
    /// The greatest difference between shares up to the end of a bin: no more than the distance of Kolmogorov and Smirnov between the
    /// values themselves. Missing values lie below all others.
    /// </summary>
    public static double KolmogorovSmirnov(ReferenceHistogram reference, ReadOnlySpan<long> counts)
    {
        var (all, there) = Totals(reference, counts);
        var missing = counts.Length - 1;
        var (p, q) = (reference.Counts[missing] / all, counts[missing] / there);
        var greatest = Math.Abs(p - q);
        for (var i = 0; i < missing; i++)
        {
            p += reference.Counts[i] / all;
            q += counts[i] / there;
            greatest = Math.Max(greatest, Math.Abs(p - q));
        }

        return Math.Min(1, greatest);
    }

    /// <summary>
    /// The distance of Kolmogorov and Smirnov between the values of two histograms with bins of their own, as far as they prove it: no more
    /// than that of the values themselves. A bin tells how many values lie in it, and not where.
    /// </summary>
    /// <exception cref="ArgumentException">One of them has no values.</exception>
    public static double KolmogorovSmirnov(ReferenceHistogram one, ReferenceHistogram other)
    {
        if (one.Total == 0 || other.Total == 0)
            throw new ArgumentException("There is nothing to compare.", nameof(other));
        var greatest = Math.Abs((double)one.Counts[^1] / one.Total - (double)other.Counts[^1] / other.Total);
        foreach (var edge in one.Edges.Concat(other.Edges))
        {
            var (first, second) = (one.ShareUpTo(edge), other.ShareUpTo(edge));
            greatest = Math.Max(greatest, Math.Max(first.Least - second.Most, second.Least - first.Most));
        }

        return greatest;
    }

    /// <summary>
    /// Pearson's test whether two sets of counts are of one distribution: the reference is a sample too. Bins that both leave empty do not
    /// count.
    /// </summary>
    /// <returns>The statistic, and the chance of one at least as great.</returns>
    public static (double Statistic, double PValue) ChiSquared(ReferenceHistogram reference, ReadOnlySpan<long> counts)
    {
        var (all, there) = Totals(reference, counts);
        var (scale, bins) = (Math.Sqrt(all / there), 0);
        double sum = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var together = (double)reference.Counts[i] + counts[i];
            if (together == 0)
                continue;
            bins++;
            var difference = counts[i] * scale - reference.Counts[i] / scale;
            sum += difference * difference / together;
        }

        return (sum, bins <= 1 ? 1 : Gamma.UpperShare((bins - 1) / 2.0, sum / 2));
    }

    static (double Reference, double Counts) Totals(ReferenceHistogram reference, ReadOnlySpan<long> counts)
    {
        if (counts.Length != reference.Counts.Count)
            throw new ArgumentException($"{counts.Length} counts are not of these {reference.Counts.Count} bins.", nameof(counts));
        double total = 0;
        foreach (var count in counts)
            total += count;
        var all = (double)reference.Total;
        return total > 0 && all > 0 ? (all, total) : throw new ArgumentException("There is nothing to compare.", nameof(counts));
    }
}
