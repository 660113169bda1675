using Microsoft.ML.Trainers.FastTree;
using Streaming.Learning.Trees;

namespace Streaming.Learning.LightGbm;

/// <summary>ML.NET's tree in our form. Both number a leaf as a child by the complement of its index.</summary>
static class RegressionTrees
{
    internal static DecisionTree Convert(RegressionTree tree, double weight, IReadOnlyList<bool> missingGoesLeft)
    {
        var inner = tree.NumberOfLeaves - 1;
        return new DecisionTree(
            [.. tree.NumericalSplitFeatureIndexes.Take(inner)],
            [.. tree.NumericalSplitThresholds.Take(inner)],
            missingGoesLeft,
            [.. tree.LeftChild.Take(inner)],
            [.. tree.RightChild.Take(inner)],
            [.. tree.LeafValues.Take(inner + 1).Select(value => value * weight)]
        );
    }
}
