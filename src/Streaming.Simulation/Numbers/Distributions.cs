namespace Streaming.Simulation.Numbers;

static class Distributions
{
    /// <summary>Standard normal: Marsaglia's polar method.</summary>
    public static double Normal(Rng rng)
    {
        while (true)
        {
            var u = (2 * rng.Unit()) - 1;
            var v = (2 * rng.Unit()) - 1;
            var s = (u * u) + (v * v);
            if (s is > 0 and < 1)
                return u * Math.Sqrt(-2 * PortableMath.Log(s) / s);
        }
    }

    /// <summary>Scale 1; Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). NaN for a shape not above
    /// 0.</summary>
    public static double Gamma(Rng rng, double shape)
    {
        if (!(shape > 0))
            return double.NaN;
        if (shape < 1)
        {
            var boost = PortableMath.Exp(PortableMath.Log(1 - rng.Unit()) / shape);
            return Gamma(rng, shape + 1) * boost;
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal(rng);
            var t = 1 + (c * x);
            if (t <= 0)
                continue;
            var v = t * t * t;
            if (PortableMath.Log(1 - rng.Unit()) < (0.5 * x * x) + d - (d * v) + (d * PortableMath.Log(v)))
                return d * v;
        }
    }

    /// <summary>Knuth's product of uniforms, in steps of at most 500 so that no exponential underflows.</summary>
    public static int Poisson(Rng rng, double mean)
    {
        var count = 0;
        for (var rest = mean; rest > 0; rest -= 500)
        {
            var limit = PortableMath.Exp(-Math.Min(rest, 500));
            for (var product = 1 - rng.Unit(); product > limit; product *= 1 - rng.Unit())
                count++;
        }

        return count;
    }
}
