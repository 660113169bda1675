using System.Numerics;

namespace Streaming.Explanations.Shap;

/// <summary>
/// The interventional game: a feature that is not known has its value from a background row, averaged over the background. Of a background
/// row only its pattern matters, so that rows with the same pattern are one, with a weight.
/// </summary>
/// <remarks>
/// Against one background row the leaf is reached if all features that the explained row alone satisfies (a of them) are known and all
/// that the background row alone satisfies (b) are not. The Shapley value of each of the first is (a - 1)! b! / (a + b)!, of each of the
/// second -a! (b - 1)! / (a + b)!, and of all others 0 (Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9).
/// </remarks>
sealed class BackgroundGame(LeafPath path, ulong[] patterns, double[] weights) : ILeafGame
{
    public double Base { get; } = path.Value * (Array.IndexOf(patterns, path.Full) is >= 0 and var full ? weights[full] : 0);

    public void Values(ulong pattern, Span<double> values)
    {
        values[..path.Features.Length].Clear();
        for (var b = 0; b < patterns.Length; b++)
        {
            if ((pattern | patterns[b]) != path.Full)
                continue;
            var (own, other) = (pattern & ~patterns[b], patterns[b] & ~pattern);
            var (owns, others) = (BitOperations.PopCount(own), BitOperations.PopCount(other));
            if (own != 0)
                Add(values, own, weights[b] * DiagonalIntegral.Of(owns - 1, others));
            if (other != 0)
                Add(values, other, -weights[b] * DiagonalIntegral.Of(owns, others - 1));
        }

        for (var i = 0; i < path.Features.Length; i++)
            values[i] *= path.Value;
    }

    public void Interactions(ulong pattern, Span<double> values)
    {
        var count = path.Features.Length;
        values[..(count * count)].Clear();
        for (var b = 0; b < patterns.Length; b++)
        {
            if ((pattern | patterns[b]) != path.Full)
                continue;
            var (own, other) = (pattern & ~patterns[b], patterns[b] & ~pattern);
            var (owns, others) = (BitOperations.PopCount(own), BitOperations.PopCount(other));
            var half = weights[b] * path.Value / 2;
            if (owns > 1)
                AddPairs(values, own, own, half * DiagonalIntegral.Of(owns - 2, others));
            if (owns > 0 && others > 0)
                AddPairs(values, own, other, -half * DiagonalIntegral.Of(owns - 1, others - 1));
            if (others > 1)
                AddPairs(values, other, other, half * DiagonalIntegral.Of(owns, others - 2));
        }
    }

    static void Add(Span<double> values, ulong places, double value)
    {
        for (; places != 0; places &= places - 1)
            values[BitOperations.TrailingZeroCount(places)] += value;
    }

    void AddPairs(Span<double> values, ulong some, ulong others, double value)
    {
        var count = path.Features.Length;
        for (; some != 0; some &= some - 1)
        {
            var i = BitOperations.TrailingZeroCount(some);
            for (var rest = others & ~(1UL << i); rest != 0; rest &= rest - 1)
            {
                var j = BitOperations.TrailingZeroCount(rest);
                values[(i * count) + j] += value;
                // Pairs within one set come both ways by themselves.
                if ((others & (1UL << i)) == 0)
                    values[(j * count) + i] += value;
            }
        }
    }
}
