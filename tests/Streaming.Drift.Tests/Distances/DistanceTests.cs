using CsCheck;
using Streaming.Drift.Distances;

namespace Streaming.Drift.Tests.Distances;

/// <summary>Distances between counts: their formulas, and what holds of all of them.</summary>
public sealed class DistanceTests
{
    static readonly ReferenceHistogram Even = new([1, 2, 3], [100, 100, 100, 100, 0]);

    [Fact]
    public void The_same_shares_lie_at_no_distance()
    {
        long[] counts = [1000, 1000, 1000, 1000, 0];
        Distance.PopulationStability(Even, counts).ShouldBe(0, 0.02);
        Distance.JensenShannon(Even, counts).ShouldBe(0, 1e-12);
        Distance.KolmogorovSmirnov(Even, counts).ShouldBe(0, 1e-12);
        Distance.ChiSquared(Even, counts).Statistic.ShouldBe(0, 1e-12);
        Distance.ChiSquared(Even, counts).PValue.ShouldBe(1);
    }

    /// <summary>Worked out by hand: shares of a quarter each against 0.4, 0.3, 0.2 and 0.1.</summary>
    [Fact]
    public void Distances_are_as_worked_out()
    {
        long[] counts = [40_000, 30_000, 20_000, 10_000, 0];
        var reference = new ReferenceHistogram([1, 2, 3], [25_000, 25_000, 25_000, 25_000, 0]);
        Distance
            .PopulationStability(reference, counts)
            .ShouldBe(0.15 * Math.Log(1.6) + 0.05 * Math.Log(1.2) + 0.05 * Math.Log(1.25) + 0.15 * Math.Log(2.5), 1e-3);
        Distance.KolmogorovSmirnov(reference, counts).ShouldBe(0.2, 1e-12);
        // Entropy of the middle less the mean entropy.
        double[] p = [0.25, 0.25, 0.25, 0.25];
        double[] q = [0.4, 0.3, 0.2, 0.1];
        static double Entropy(IEnumerable<double> shares) => -shares.Sum(s => s * Math.Log2(s));
        Distance.JensenShannon(reference, counts).ShouldBe(Entropy(p.Zip(q, (a, b) => (a + b) / 2)) - (Entropy(p) + Entropy(q)) / 2, 1e-12);
        // Pearson's own form: squared differences from what the margins lead one to expect.
        double statistic = 0;
        for (var i = 0; i < 4; i++)
        {
            var expected = (reference.Counts[i] + counts[i]) / 2.0;
            statistic += 2 * Math.Pow(counts[i] - expected, 2) / expected;
        }

        Distance.ChiSquared(reference, counts).Statistic.ShouldBe(statistic, 1e-6);
    }

    [Fact]
    public void Shares_without_a_common_bin_lie_as_far_apart_as_can_be()
    {
        var reference = new ReferenceHistogram([1], [100, 0, 0]);
        long[] counts = [0, 100, 0];
        Distance.JensenShannon(reference, counts).ShouldBe(1, 1e-12);
        Distance.KolmogorovSmirnov(reference, counts).ShouldBe(1, 1e-12);
        Distance.PopulationStability(reference, counts).ShouldBeGreaterThan(5);
        Distance.ChiSquared(reference, counts).PValue.ShouldBeLessThan(1e-30);
    }

    [Fact]
    public void Missing_values_count_as_a_bin()
    {
        var reference = ReferenceHistogram.Of([1, 2, 3, 4, double.NaN]);
        reference.Counts[^1].ShouldBe(1);
        long[] counts = reference.NewCounts();
        counts[reference.BinOf(double.NaN)] = 100;
        Distance.KolmogorovSmirnov(reference, counts).ShouldBe(0.8, 1e-12);
    }

    /// <summary>Tables: chance of chi-squared above 3.841 (1 degree), 18.307 (10) and 124.342 (100) is a twentieth each.</summary>
    [Theory]
    [InlineData(1, 3.8414588206941236)]
    [InlineData(10, 18.307038053275146)]
    [InlineData(100, 124.34211340400407)]
    public void The_chance_of_chi_squared_is_that_of_the_tables(int degrees, double statistic) =>
        Gamma.UpperShare(degrees / 2.0, statistic / 2).ShouldBe(0.05, 1e-10);

    /// <summary>With two degrees of freedom the chance is e^(-x/2).</summary>
    [Fact]
    public void The_chance_with_two_degrees_is_exponential() =>
        Gen.Double[0, 500].Sample(x => Gamma.UpperShare(1, x / 2).ShouldBe(Math.Exp(-x / 2), 1e-13));

    [Fact]
    public void Bins_hold_every_value_once_and_about_as_many_each() =>
        (from values in Gen.Double[-100, 100].Array[1, 500] from bins in Gen.Int[1, 30] select (values, bins)).Sample(t =>
        {
            var histogram = ReferenceHistogram.Of(t.values, t.bins);
            histogram.Total.ShouldBe(t.values.Length);
            histogram.Counts.Count.ShouldBeLessThanOrEqualTo(t.bins + 1);
            for (var bin = 0; bin < histogram.Counts.Count - 1; bin++)
            {
                var low = bin == 0 ? double.NegativeInfinity : histogram.Edges[bin - 1];
                var high = bin == histogram.Edges.Count ? double.PositiveInfinity : histogram.Edges[bin];
                histogram.Counts[bin].ShouldBe(t.values.Count(v => v > low && v <= high));
            }

            if (t.values.Distinct().Count() == t.values.Length && t.values.Length >= t.bins)
                histogram.Counts.SkipLast(1).ShouldAllBe(c => c >= t.values.Length / t.bins && c <= t.values.Length / t.bins + 1);
        });

    /// <summary>Bins of their own tell no more than there is, and all of it where the samples have no bin in common.</summary>
    [Fact]
    public void Two_histograms_prove_no_more_than_the_distance_of_the_values_themselves()
    {
        Gen.Select(Gen.Double[-3, 3].Array[1, 60], Gen.Int[-4, 4].Array[1, 60], Gen.Int[0, 5], Gen.Bool)
            .Sample(
                (first, whole, missing, beyond) =>
                {
                    double[] second = [.. whole.Select(w => (double)w), .. Enumerable.Repeat(double.NaN, missing)];
                    var (one, other) = (ReferenceHistogram.Of(first, 8, beyond), ReferenceHistogram.Of(second, 8, beyond));
                    var proven = Distance.KolmogorovSmirnov(one, other);
                    proven.ShouldBeInRange(0, Exact(first, second) + 1e-12);
                    proven.ShouldBe(Distance.KolmogorovSmirnov(other, one), 1e-12);
                    Distance.KolmogorovSmirnov(one, one).ShouldBe(0);
                    Distance.KolmogorovSmirnov(other, other).ShouldBe(0);
                },
                threads: 1
            );
        double[] low = [1, 2, 3, 4],
            high = [5, 6, 7];
        Distance.KolmogorovSmirnov(ReferenceHistogram.Of(low, beyond: true), ReferenceHistogram.Of(high, beyond: true)).ShouldBe(1);
        // A bin a value: exact.
        Distance
            .KolmogorovSmirnov(ReferenceHistogram.Of([0, 0, 0, 1], beyond: true), ReferenceHistogram.Of([0, 1, 1, 1], beyond: true))
            .ShouldBe(0.5);
        Should.Throw<ArgumentException>(() => Distance.KolmogorovSmirnov(Even, new ReferenceHistogram([1], [0, 0, 0])));

        static double Exact(double[] one, double[] other) => one.Concat(other).Select(x => Math.Abs(Share(one, x) - Share(other, x))).Max();
        static double Share(double[] values, double x) => values.Count(v => double.IsNaN(v) || v <= x) / (double)values.Length;
    }

    [Fact]
    public void Few_distinct_values_have_a_bin_each()
    {
        var histogram = ReferenceHistogram.Of([0, 0, 0, 0, 0, 0, 0, 1, 1, 2]);
        histogram.Edges.ShouldBe([0, 1]);
        histogram.Counts.ShouldBe([7, 2, 1, 0]);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Should.Throw<ArgumentException>(() => new ReferenceHistogram([1, 1], [0, 0, 0, 0]));
        Should.Throw<ArgumentException>(() => new ReferenceHistogram([double.NaN], [0, 0, 0]));
        Should.Throw<ArgumentException>(() => new ReferenceHistogram([1], [0, 0]));
        Should.Throw<ArgumentException>(() => new ReferenceHistogram([1], [0, -1, 0]));
        Should.Throw<ArgumentException>(() => Distance.ChiSquared(Even, [1, 2]));
        Should.Throw<ArgumentException>(() => Distance.ChiSquared(Even, [0, 0, 0, 0, 0]));
    }
}
