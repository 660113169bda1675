namespace Streaming.Explanations.Trees;

/// <summary>Holds what is said to be a tree against what a tree is.</summary>
static class TreeCheck
{
    /// <exception cref="ExplanationException">It is none.</exception>
    internal static void Check(DecisionTree tree)
    {
        var (splits, leaves) = (tree.Splits, tree.Leaves);
        if (leaves.Count == 0)
            throw new ExplanationException("A tree has no leaf.");
        var (seenSplits, seenLeaves) = (new bool[splits.Count], new bool[leaves.Count]);
        var open = new Stack<(int Node, int Depth)>();
        open.Push((tree.Root, 0));
        while (open.TryPop(out var at))
        {
            See(at.Node);
            if (at.Node < 0)
                continue;
            if (at.Depth == DecisionTree.MaxDepth)
                throw new ExplanationException($"A tree is deeper than {DecisionTree.MaxDepth} splits.");
            var split = splits[at.Node];
            CheckSplit(split, at.Node);
            open.Push((split.WhenFalse, at.Depth + 1));
            open.Push((split.WhenTrue, at.Depth + 1));
        }

        if (Array.IndexOf(seenSplits, false) is >= 0 and var lost)
            throw new ExplanationException($"Split {lost} of a tree is reached from no other.");
        if (Array.IndexOf(seenLeaves, false) is >= 0 and var lostLeaf)
            throw new ExplanationException($"Leaf {lostLeaf} of a tree is reached from no split.");

        void See(int node)
        {
            var (seen, index, kind) = node >= 0 ? (seenSplits, node, "split") : (seenLeaves, ~node, "leaf");
            if (index >= seen.Length)
                throw new ExplanationException($"A split of a tree leads to {kind} {index}, which the tree does not have.");
            if (seen[index])
            {
                throw new ExplanationException(
                    $"The {kind} {index} of a tree is reached in two ways: that is a circle or a graph, not a tree."
                );
            }

            seen[index] = true;
            if (node < 0 && !double.IsFinite(leaves[index]))
                throw new ExplanationException($"Leaf {index} of a tree has the value {leaves[index]}; it must be finite.");
        }
    }

    static void CheckSplit(Split split, int index)
    {
        if (split.Feature < 0)
            throw new ExplanationException($"Split {index} of a tree looks at feature {split.Feature}.");
        if (double.IsNaN(split.Value) || split.Members.Any(double.IsNaN))
            throw new ExplanationException($"Split {index} of a tree compares with NaN.");
    }
}
