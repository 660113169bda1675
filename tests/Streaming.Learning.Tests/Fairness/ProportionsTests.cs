using CsCheck;
using Streaming.Learning.Fairness;

namespace Streaming.Learning.Tests.Fairness;

/// <summary>Intervals of shares, against published figures and their own definitions.</summary>
public sealed class ProportionsTests
{
    /// <summary>Table I of Newcombe 1998, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17:857-872,
    /// method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(29, 29, 0.8830, 1.0000)]
    public void A_share_has_the_published_interval(long hits, long of, double low, double high)
    {
        var rate = Proportions.Wilson(hits, of);

        rate.Low.ShouldBe(low, 5e-5);
        rate.High.ShouldBe(high, 5e-5);
    }

    /// <summary>Table II of Newcombe 1998 (Statistics in Medicine 17:873-890), method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    public void A_difference_has_the_published_interval(long a, long m, long b, long n, double low, double high)
    {
        var found = Proportions.Difference(Proportions.Wilson(a, m), Proportions.Wilson(b, n));

        found.Value.ShouldBe((double)a / m - (double)b / n, 1e-12);
        found.Low!.Value.ShouldBe(low, 5e-5);
        found.High!.Value.ShouldBe(high, 5e-5);
    }

    /// <summary>The ends are the shares that the score test just does not reject: (p - x)² n = z² x (1 - x).</summary>
    [Fact]
    public void The_ends_of_a_share_are_the_roots_of_the_score_equation() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Double[0, 1])
            .Sample(
                (n, share) =>
                {
                    var rate = Proportions.Wilson((long)(share * n), n);
                    foreach (var end in new[] { rate.Low, rate.High })
                    {
                        var off = (rate.Value - end) * (rate.Value - end) * n - Proportions.Z * Proportions.Z * end * (1 - end);
                        Math.Abs(off).ShouldBeLessThan(1e-9);
                    }

                    rate.Low.ShouldBeLessThanOrEqualTo(rate.Value);
                    rate.High.ShouldBeGreaterThanOrEqualTo(rate.Value);
                }
            );

    [Fact]
    public void A_ratio_turned_round_has_the_interval_turned_round() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[1, 500], Gen.Int[0, 500], Gen.Int[0, 500])
            .Sample(
                (a, b, more, others) =>
                {
                    var (one, other) = (Proportions.Wilson(a, a + more), Proportions.Wilson(b, b + others));
                    var ratio = Proportions.Ratio(one, other)!;
                    var back = Proportions.Ratio(other, one)!;
                    (ratio.Value * back.Value).ShouldBe(1, 1e-9);
                    (ratio.Low!.Value * back.High!.Value).ShouldBe(1, 1e-9);
                    (ratio.High!.Value * back.Low!.Value).ShouldBe(1, 1e-9);
                }
            );

    /// <summary>By hand: ln 2 -/+ 1.959964 sqrt(1/20 - 1/100 + 1/10 - 1/100).</summary>
    [Fact]
    public void A_ratio_by_hand()
    {
        var ratio = Proportions.Ratio(Proportions.Wilson(20, 100), Proportions.Wilson(10, 100))!;

        ratio.Value.ShouldBe(2, 1e-12);
        ratio.Low!.Value.ShouldBe(0.9866, 1e-4);
        ratio.High!.Value.ShouldBe(4.0545, 1e-4);
    }

    [Fact]
    public void A_ratio_to_nothing_is_none_and_one_of_nothing_has_no_interval()
    {
        Proportions.Ratio(Proportions.Wilson(3, 10), Proportions.Wilson(0, 10)).ShouldBeNull();
        Proportions.Ratio(Proportions.Wilson(0, 10), Proportions.Wilson(3, 10)).ShouldBe(new Estimate(0, null, null));
    }
}
