using System.Numerics;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Tests.Shap;

/// <summary>
/// Shapley values by their definition: every coalition of features, and what the model says when only those are known. Knows nothing of
/// leaves, patterns or tables.
/// </summary>
/// <param name="width">Features.</param>
/// <param name="worth">What the model says for a coalition (a bit a feature).</param>
sealed class BruteForce(int width, Func<uint, double> worth)
{
    readonly double[] _worth = [.. Enumerable.Range(0, 1 << width).Select(c => worth((uint)c))];

    internal static BruteForce Against(TreeEnsemble ensemble, float[] background, float[] row) =>
        new(ensemble.FeatureCount, coalition => Mean(ensemble, background, row, coalition));

    internal static BruteForce AlongPaths(TreeEnsemble ensemble, float[] row) =>
        new(ensemble.FeatureCount, coalition =>
            ensemble.Bias
            + ensemble
                .Trees.Zip(ensemble.Covers!, (tree, covers) => Walk(tree, covers, row, coalition, tree.Splits.Count == 0 ? ~0 : 0))
                .Sum()
        );

    internal double Base => _worth[0];

    internal double[] Values() => [.. Enumerable.Range(0, width).Select(Value)];

    double Value(int feature)
    {
        var sum = 0.0;
        for (var c = 0u; c < _worth.Length; c++)
        {
            if ((c & (1u << feature)) == 0)
                sum += Weight(BitOperations.PopCount(c), width) * (_worth[c | (1u << feature)] - _worth[c]);
        }

        return sum;
    }

    internal double[] Interactions()
    {
        var matrix = new double[width * width];
        for (var i = 0; i < width; i++)
        {
            var others = 0.0;
            for (var j = 0; j < width; j++)
            {
                if (i != j)
                    others += matrix[(i * width) + j] = Interaction(i, j);
            }

            matrix[(i * width) + i] = Value(i) - others;
        }

        return matrix;
    }

    double Interaction(int i, int j)
    {
        var (one, other) = (1u << i, 1u << j);
        var sum = 0.0;
        for (var c = 0u; c < _worth.Length; c++)
        {
            if ((c & (one | other)) == 0)
            {
                sum +=
                    Weight(BitOperations.PopCount(c), width - 1)
                    * (_worth[c | one | other] - _worth[c | one] - _worth[c | other] + _worth[c]);
            }
        }

        return sum / 2;
    }

    /// <summary>s! (n - s - 1)! / n!</summary>
    static double Weight(int size, int players)
    {
        double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
        return Factorial(size) * Factorial(players - size - 1) / Factorial(players);
    }

    static double Mean(TreeEnsemble ensemble, float[] background, float[] row, uint coalition)
    {
        var width = ensemble.FeatureCount;
        var rows = background.Chunk(width).ToList();
        return rows.Average(b => ensemble.Margin([.. Enumerable.Range(0, width).Select(f => (coalition >> f & 1) != 0 ? row[f] : b[f])]));
    }

    static double Walk(DecisionTree tree, TreeCovers covers, float[] row, uint coalition, int node)
    {
        if (node < 0)
            return tree.Leaves[~node];
        var split = tree.Splits[node];
        if ((coalition >> split.Feature & 1) != 0)
            return Walk(tree, covers, row, coalition, split.Holds(row[split.Feature]) ? split.WhenTrue : split.WhenFalse);
        return (
                (Cover(split.WhenTrue) * Walk(tree, covers, row, coalition, split.WhenTrue))
                + (Cover(split.WhenFalse) * Walk(tree, covers, row, coalition, split.WhenFalse))
            ) / covers.Splits[node];

        double Cover(int child) => child >= 0 ? covers.Splits[child] : covers.Leaves[~child];
    }
}
