using CsCheck;
using Streaming.Drift.Distances;

namespace Streaming.Drift.Tests.Oracles;

/// <summary>The test against counting everything.</summary>
public sealed class KolmogorovSmirnovTests
{
    [Fact]
    public void The_distance_is_the_greatest_difference_at_any_value() =>
        (from first in Gen.Int[0, 12].Array[1, 30] from second in Gen.Int[0, 12].Array[1, 30] select (first, second)).Sample(samples =>
        {
            double[] first = [.. samples.first.Order().Select(x => (double)x)];
            double[] second = [.. samples.second.Order().Select(x => (double)x)];
            var greatest = Enumerable
                .Range(0, 13)
                .Max(at => Math.Abs(first.Count(x => x <= at) / (double)first.Length - second.Count(x => x <= at) / (double)second.Length));
            KolmogorovSmirnov.Distance(first, second).ShouldBe(greatest, 1e-12);
        });

    /// <summary>Every way to deal the ranks 0, 1, 2, … to two samples is as likely as every other.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 7)]
    [InlineData(8, 8)]
    [InlineData(10, 5)]
    public void The_chance_is_the_share_of_all_ways_to_deal(int first, int second)
    {
        var distances = new List<double>();
        for (var deal = 0; deal < 1 << (first + second); deal++)
        {
            if (int.PopCount(deal) != first)
                continue;
            var ranks = Enumerable.Range(0, first + second).ToLookup(i => (deal >> i & 1) == 1, i => (double)i);
            distances.Add(KolmogorovSmirnov.Distance([.. ranks[true]], [.. ranks[false]]));
        }

        foreach (var distance in distances.Distinct())
        {
            var share = distances.Count(d => d >= distance - 1e-12) / (double)distances.Count;
            KolmogorovSmirnov.PValue(distance, first, second).ShouldBe(share, 1e-12);
        }

        if (first != second)
            return;
        foreach (var alpha in new[] { 0.001, 0.05, 0.5 })
        {
            var least = KolmogorovSmirnov.LeastSignificant(first, alpha);
            foreach (var distance in distances.Distinct())
                (distance >= least).ShouldBe(KolmogorovSmirnov.PValue(distance, first, second) <= alpha);
        }
    }

    [Fact]
    public void Large_samples_go_by_the_limit() =>
        KolmogorovSmirnov.PValue(0.02, 9_000, 9_000).ShouldBe(KolmogorovSmirnov.PValue(0.02, 9_000, 12_000) * 1.36, 0.05);
}
