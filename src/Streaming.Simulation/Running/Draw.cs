using Streaming.Simulation.Model;
using Streaming.Simulation.Numbers;

namespace Streaming.Simulation.Running;

/// <summary>Draws the numbers that a <see cref="DrawModel"/> describes.</summary>
sealed class Draw
{
    /// <summary>Values outside the bounds are drawn again so often; then the bound itself is taken.</summary>
    const int Tries = 100;

    static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    readonly Distribution distribution;
    readonly Formula first;
    readonly Formula second;
    readonly double min;
    readonly double max;
    readonly double power;

    public Draw(DrawModel model, Func<string, int> slot)
    {
        distribution = model.Distribution;
        first = Formulas.Compile(model.Arguments[0], slot);
        second = Formulas.Compile(model.Arguments[^1], slot);
        min = model.Min ?? double.NegativeInfinity;
        max = model.Max ?? double.PositiveInfinity;
        power = model.Decimals is { } decimals ? Powers[decimals] : 0;
    }

    public double Next(Rng rng, double[] slots)
    {
        var a = first(slots);
        var b = second(slots);
        var value = One(rng, a, b);
        for (var i = 0; i < Tries && (value < min || value > max); i++)
            value = One(rng, a, b);
        return Round(Math.Clamp(value, min, max));
    }

    public double Round(double value) => power == 0 ? value : Math.Round(value * power) / power;

    double One(Rng rng, double a, double b) =>
        distribution switch
        {
            Distribution.Uniform => a + ((b - a) * rng.Unit()),
            Distribution.Normal => a + (b * Distributions.Normal(rng)),
            Distribution.Lognormal => PortableMath.Exp(a + (b * Distributions.Normal(rng))),
            Distribution.Gamma => b * Distributions.Gamma(rng, a),
            _ => a,
        };
}
