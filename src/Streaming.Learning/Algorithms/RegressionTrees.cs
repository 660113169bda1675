using Microsoft.ML.Trainers.FastTree;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Algorithms;

/// <summary>ML.NET's trees in our form. Both number a leaf as a child by the complement of its index.</summary>
static class RegressionTrees
{
    internal static DecisionTree Convert(RegressionTreeBase tree, double weight, IReadOnlyList<bool> missingGoesLeft)
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

    /// <summary>All of them; a missing value goes where what stands for it goes.</summary>
    internal static DecisionTree[] Convert<T>(TreeEnsemble<T> source, StandIns standIns)
        where T : RegressionTreeBase =>
        [
            .. source.Trees.Select(
                (tree, index) =>
                    Convert(
                        tree,
                        source.TreeWeights[index],
                        [
                            .. tree
                                .NumericalSplitFeatureIndexes.Take(tree.NumberOfLeaves - 1)
                                .Select((feature, node) => standIns[feature] <= tree.NumericalSplitThresholds[node]),
                        ]
                    )
            ),
        ];

    /// <summary>Per feature, its share of the gain of all splits.</summary>
    internal static IReadOnlyDictionary<string, double> Importance<T>(TreeEnsemble<T> source, IReadOnlyList<string> names)
        where T : RegressionTreeBase
    {
        var gains = new double[names.Count];
        foreach (var tree in source.Trees)
        {
            for (var node = 0; node < tree.NumberOfLeaves - 1; node++)
                gains[tree.NumericalSplitFeatureIndexes[node]] += tree.SplitGains[node];
        }

        return Shares.Of(names, gains);
    }
}
