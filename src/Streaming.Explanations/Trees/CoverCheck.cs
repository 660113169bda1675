namespace Streaming.Explanations.Trees;

/// <summary>Holds covers against the trees they are said to belong to.</summary>
static class CoverCheck
{
    /// <summary>Relative difference between a split's cover and its children's that rounding to float32 explains.</summary>
    const double Tolerance = 1e-4;

    /// <exception cref="ExplanationException">They do not fit; the message names the tree and the node.</exception>
    internal static void Check(IReadOnlyList<DecisionTree> trees, IReadOnlyList<TreeCovers> covers)
    {
        if (covers.Count != trees.Count)
            throw new ExplanationException($"Covers of {covers.Count} trees were given for a model of {trees.Count}.");
        for (var t = 0; t < trees.Count; t++)
        {
            if (Fault(trees[t], covers[t]) is { } fault)
            {
                throw new ExplanationException(
                    $"The covers of tree {t} do not fit it: {fault}. Take them from the model's own training, count them over its training "
                        + "rows, or explain against a background set, which needs none."
                );
            }
        }
    }

    /// <summary>What is wrong with a tree's covers, or null.</summary>
    internal static string? Fault(DecisionTree tree, TreeCovers covers)
    {
        if (covers.Splits.Count != tree.Splits.Count || covers.Leaves.Count != tree.Leaves.Count)
        {
            return $"they are of {covers.Splits.Count} splits and {covers.Leaves.Count} leaves, it has {tree.Splits.Count} and "
                + $"{tree.Leaves.Count}";
        }

        for (var leaf = 0; leaf < covers.Leaves.Count; leaf++)
        {
            if (!(covers.Leaves[leaf] >= 0 && double.IsFinite(covers.Leaves[leaf])))
                return $"leaf {leaf} has {covers.Leaves[leaf]}";
        }

        for (var node = 0; node < tree.Splits.Count; node++)
        {
            var (split, own) = (tree.Splits[node], covers.Splits[node]);
            if (!(own > 0 && double.IsFinite(own)))
                return $"no row passed split {node}, so that nothing is known of what lies below it";
            var below = covers.Of(split.WhenTrue) + covers.Of(split.WhenFalse);
            if (!(Math.Abs(below - own) <= Tolerance * own))
                return $"split {node} has {own}, its children together {below}";
        }

        return null;
    }
}
