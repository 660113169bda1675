using CsCheck;
using Streaming.Simulation.Numbers;

namespace Streaming.Simulation.Tests;

public sealed class NumbersTests
{
    [Fact]
    public void Logarithm_is_the_logarithm() =>
        Gen.Double[1e-300, 1e300].Sample(x => Math.Abs(PortableMath.Log(x) - Math.Log(x)) <= 1e-15 * Math.Max(1, Math.Abs(Math.Log(x))));

    [Fact]
    public void Logarithm_near_one_keeps_its_digits() =>
        Gen.Double[0.5, 2].Sample(x => Math.Abs(PortableMath.Log(x) - Math.Log(x)) <= 2e-15 * Math.Abs(Math.Log(x)));

    [Fact]
    public void Exponential_is_the_exponential() =>
        Gen.Double[-700, 700].Sample(x => Math.Abs((PortableMath.Exp(x) / Math.Exp(x)) - 1) <= 2e-13);

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(4, 0.5)]
    public void Gamma_has_its_mean_and_variance(double shape, double scale)
    {
        var rng = new Rng(7, "gamma");
        var (mean, variance) = Moments(() => scale * Distributions.Gamma(rng, shape));

        mean.ShouldBe(shape * scale, 0.05);
        variance.ShouldBe(shape * scale * scale, 0.15);
    }

    [Fact]
    public void Normal_has_its_mean_and_variance()
    {
        var rng = new Rng(7, "normal");
        var (mean, variance) = Moments(() => Distributions.Normal(rng));

        mean.ShouldBe(0, 0.02);
        variance.ShouldBe(1, 0.03);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(4)]
    [InlineData(1200)]
    public void Poisson_has_its_mean_and_variance(double rate)
    {
        var rng = new Rng(7, "poisson");
        var (mean, variance) = Moments(() => Distributions.Poisson(rng, rate), rate > 100 ? 5_000 : 50_000);

        mean.ShouldBe(rate, 0.02 * Math.Max(1, rate));
        (variance / rate).ShouldBe(1, 0.1);
    }

    [Fact]
    public void Purposes_and_numbers_have_streams_of_their_own()
    {
        ulong[] firsts =
        [
            new Rng(1, "a").Next(),
            new Rng(1, "b").Next(),
            new Rng(2, "a").Next(),
            new Rng(1, "a", 1).Next(),
            new Rng(1, "a", 2).Next(),
        ];

        firsts.Distinct().Count().ShouldBe(firsts.Length);
        new Rng(1, "a").Next().ShouldBe(firsts[0]);
    }

    [Fact]
    public void Below_reaches_every_number_and_none_above()
    {
        var rng = new Rng(3, "below");
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[rng.Below(7)]++;

        counts.ShouldAllBe(c => c > 9_500 && c < 10_500);
    }

    static (double Mean, double Variance) Moments(Func<double> draw, int count = 50_000)
    {
        var values = Enumerable.Range(0, count).Select(_ => draw()).ToArray();
        var mean = values.Average();
        return (mean, values.Sum(v => (v - mean) * (v - mean)) / (count - 1));
    }
}
