namespace Streaming.Explanations.Shap;

/// <summary>
/// The path-dependent game: a feature that is not known lets the share of training rows pass that its splits on the way let pass. With
/// r the share and p = 1 where the row passes (else 0), the leaf adds value * product of (known ? p : r).
/// </summary>
/// <remarks>
/// Shapley values are integrals of the game's multilinear extension along its diagonal (Owen 1972): of the feature i, value * (p_i - r_i) *
/// the integral from 0 to 1 of the product over all others of (1 - t) r + t p. That is a polynomial of t, and all its terms have one sign:
/// Gauss-Legendre quadrature is exact, and nothing cancels, where the usual recursion divides.
/// </remarks>
sealed class PathGame(LeafPath path) : ILeafGame
{
    public double Base { get; } = path.Fractions.Aggregate(path.Value, (all, fraction) => all * fraction);

    public void Values(ulong pattern, Span<double> values)
    {
        var count = path.Features.Length;
        Span<double> factors = stackalloc double[LeafPath.MostFeatures];
        Span<double> behind = stackalloc double[LeafPath.MostFeatures + 1];
        values[..count].Clear();
        foreach (var point in GaussLegendre.ForDegree(Math.Max(0, count - 1)))
        {
            Factors(pattern, point.At, factors);
            behind[count] = 1;
            for (var i = count - 1; i >= 0; i--)
                behind[i] = behind[i + 1] * factors[i];
            var before = point.Weight;
            for (var i = 0; i < count; i++)
            {
                values[i] += before * behind[i + 1];
                before *= factors[i];
            }
        }

        for (var i = 0; i < count; i++)
            values[i] *= path.Value * Step(pattern, i);
    }

    public void Interactions(ulong pattern, Span<double> values)
    {
        var count = path.Features.Length;
        Span<double> factors = stackalloc double[LeafPath.MostFeatures];
        values[..(count * count)].Clear();
        foreach (var point in GaussLegendre.ForDegree(Math.Max(0, count - 2)))
        {
            Factors(pattern, point.At, factors);
            for (var i = 0; i < count; i++)
            {
                for (var j = i + 1; j < count; j++)
                    values[(i * count) + j] += point.Weight * ProductWithout(factors[..count], i, j);
            }
        }

        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
                values[(j * count) + i] = values[(i * count) + j] *= path.Value * Step(pattern, i) * Step(pattern, j) / 2;
        }
    }

    void Factors(ulong pattern, double at, Span<double> factors)
    {
        for (var i = 0; i < path.Features.Length; i++)
            factors[i] = (path.Fractions[i] * (1 - at)) + (Passes(pattern, i) * at);
    }

    /// <summary>What knowing a feature changes.</summary>
    double Step(ulong pattern, int place) => Passes(pattern, place) - path.Fractions[place];

    static double Passes(ulong pattern, int place) => (pattern >> place) & 1;

    static double ProductWithout(ReadOnlySpan<double> factors, int one, int other)
    {
        var product = 1.0;
        for (var i = 0; i < factors.Length; i++)
        {
            if (i != one && i != other)
                product *= factors[i];
        }

        return product;
    }
}
