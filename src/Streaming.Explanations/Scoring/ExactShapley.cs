using System.Numerics;

namespace Streaming.Explanations.Scoring;

/// <summary>Shapley values by their definition, out of what every coalition is worth (Shapley 1953).</summary>
static class ExactShapley
{
    /// <param name="worths">What the coalition with those bits is worth: 2^players values.</param>
    /// <param name="values">Receives one value a player. They add up to what all together are worth less what none is.</param>
    internal static void Values(ReadOnlySpan<double> worths, Span<double> values)
    {
        var weights = Weights(values.Length);
        values.Clear();
        for (var player = 0; player < values.Length; player++)
        {
            var own = 1 << player;
            for (var others = 0; others < worths.Length; others++)
            {
                if ((others & own) == 0)
                    values[player] += weights[BitOperations.PopCount((uint)others)] * (worths[others | own] - worths[others]);
            }
        }
    }

    /// <summary>s! (n - s - 1)! / n!, for each number s of other players.</summary>
    static double[] Weights(int players)
    {
        var weights = new double[players];
        var sets = 1.0;
        for (var s = 0; s < players; s++)
        {
            weights[s] = 1 / (players * sets);
            sets = sets * (players - 1 - s) / (s + 1);
        }

        return weights;
    }
}
