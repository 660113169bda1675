using CsCheck;
using Streaming.Pipeline.Guarding;

namespace Streaming.Pipeline.Tests.Guarding;

public sealed class RateRatioTests
{
    static readonly Gen<Share> Shares = Gen.Select(Gen.Int[1, 400], Gen.Double[0, 1])
        .Select(s => new Share((long)(s.Item1 * s.Item2), s.Item1));

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.025, 1.959963985)]
    [InlineData(0.005, 2.575829304)]
    [InlineData(0.0001, 3.719016485)]
    [InlineData(0.000001, 4.753424309)]
    public void A_tail_of_a_normal_distribution_begins_where_tables_say(double tail, double deviations) =>
        RateRatio.Deviations(tail).ShouldBe(deviations, 2e-9);

    /// <summary>The example of Koopman 1984: 36 of 40 against 16 of 80, whose ratio of 4.5 lies between 2.94 and 7.15 at 95 %. Here the
    /// other way round.</summary>
    [Fact]
    public void The_interval_is_that_of_the_published_example() =>
        RateRatio.Highest(new Share(16, 80), new Share(36, 40), 1.959963985).ShouldBe(1 / 2.94, 0.002);

    /// <summary>An independent computation: the likeliest shares by trying, and the score by its definition.</summary>
    [Fact]
    public void The_score_is_what_the_likeliest_shares_give() =>
        Gen.Select(Shares, Shares, Gen.Double[0.2, 1])
            .Where(s => s.Item1.Counted + s.Item2.Counted > 0 && s.Item1.Counted + s.Item2.Counted < s.Item1.Of + s.Item2.Of)
            .Sample(
                (one, other, ratio) =>
                {
                    var second = Likeliest(p => Likelihood(one, ratio * p) + Likelihood(other, p));
                    var first = ratio * second;
                    var variance = first * (1 - first) / one.Of + ratio * ratio * second * (1 - second) / other.Of;
                    var above = (double)one.Counted / one.Of - ratio * other.Counted / other.Of;
                    if (Math.Abs(above) < 1e-9 || variance < 1e-9)
                        return;
                    var score = above / Math.Sqrt(variance);
                    RateRatio.Score(one, other, ratio).ShouldBe(score, 1e-3 * (1 + Math.Abs(score)));
                },
                iter: 2_000
            );

    /// <summary>A guard trips by the score, and shows the interval: the two never contradict each other.</summary>
    [Fact]
    public void The_ratio_lies_below_what_is_tested_where_the_end_of_its_interval_does() =>
        Gen.Select(Shares, Shares, Gen.Double[0.1, 0.99], Gen.Double[0.5, 4])
            .Where(s => s.Item2.Counted > 0 && s.Item1.Counted * s.Item2.Of < s.Item2.Counted * s.Item1.Of)
            .Sample(
                (low, high, least, deviations) =>
                {
                    var end = RateRatio.Highest(low, high, deviations);
                    if (Math.Abs(end - least) > 1e-6)
                        (RateRatio.Score(low, high, least) < -deviations).ShouldBe(end < least, $"{end}");
                    end.ShouldBeGreaterThanOrEqualTo((double)low.Counted / low.Of / ((double)high.Counted / high.Of) - 1e-12);
                },
                iter: 20_000
            );

    /// <summary>The promise of one look: where the ratio is exactly what is still good enough, chance makes it look worse no more often
    /// than the confidence leaves open. The test is an approximation: a fifth more, and five standard errors.</summary>
    [Theory]
    [InlineData(0.9, 0.8, 100, 100, 0.05)]
    [InlineData(0.5, 0.8, 200, 400, 0.01)]
    [InlineData(0.98, 0.8, 100, 1000, 0.01)]
    [InlineData(0.1, 0.5, 300, 300, 0.01)]
    public void What_is_just_good_enough_is_hardly_ever_taken_for_worse(double high, double ratio, int lowRows, int highRows, double doubt)
    {
        const int draws = 20_000;
        var random = new Random(17);
        var deviations = RateRatio.Deviations(doubt);
        var wrong = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var (one, other) = (Draw(lowRows, high * ratio), Draw(highRows, high));
            if (other.Counted > 0 && RateRatio.Score(one, other, ratio) < -deviations)
                wrong++;
        }

        ((double)wrong).ShouldBeLessThan(draws * doubt * 1.2 + 5 * Math.Sqrt(draws * doubt));

        Share Draw(int rows, double share) => new(Enumerable.Range(0, rows).Count(_ => random.NextDouble() < share), rows);
    }

    [Fact]
    public void Ends_of_the_scale_are_numbers()
    {
        RateRatio.Score(new Share(0, 100), new Share(100, 100), 0.8).ShouldBeLessThan(-5);
        RateRatio.Score(new Share(100, 100), new Share(100, 100), 0.8).ShouldBeGreaterThan(0);
        RateRatio.Highest(new Share(0, 100), new Share(100, 100), 2.6).ShouldBeInRange(0, 0.2);
    }

    static double Likelihood(Share share, double p) =>
        (share.Counted == 0 ? 0 : share.Counted * Math.Log(p))
        + (share.Counted == share.Of ? 0 : (share.Of - share.Counted) * Math.Log(1 - p));

    /// <summary>The top of a function with one hill, between 0 and 1.</summary>
    static double Likeliest(Func<double, double> likelihood)
    {
        var (low, high) = (1e-12, 1 - 1e-12);
        for (var i = 0; i < 200; i++)
        {
            var (one, other) = (low + (high - low) / 3, high - (high - low) / 3);
            if (likelihood(one) < likelihood(other))
                low = one;
            else
                high = other;
        }

        return (low + high) / 2;
    }
}
