namespace Streaming.Explanations.Trees;

/// <summary>
/// One decision tree. Split 0 is the root; without splits it is the single leaf. Whoever holds one holds a tree: every split and leaf has
/// one parent, and no way down is longer than <see cref="MaxDepth"/>.
/// </summary>
public sealed class DecisionTree
{
    /// <summary>More splits than this on one way down are taken for a fault of the file.</summary>
    public const int MaxDepth = 1024;

    /// <param name="splits">The inner nodes.</param>
    /// <param name="leaves">Per leaf, what it adds to the score; finite.</param>
    /// <exception cref="ExplanationException">They are no tree: the message names the node.</exception>
    public DecisionTree(IReadOnlyList<Split> splits, IReadOnlyList<double> leaves)
    {
        Splits = splits;
        Leaves = leaves;
        TreeCheck.Check(this);
    }

    /// <summary>The inner nodes.</summary>
    public IReadOnlyList<Split> Splits { get; }

    /// <summary>Per leaf, what it adds to the margin.</summary>
    public IReadOnlyList<double> Leaves { get; }

    /// <summary>The root as splits name their children.</summary>
    internal int Root => Splits.Count == 0 ? ~0 : 0;

    /// <summary>The index of the leaf that a row ends in.</summary>
    /// <param name="row">One value a feature; NaN is missing.</param>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        var node = Root;
        while (node >= 0)
        {
            var split = Splits[node];
            node = split.Holds(row[split.Feature]) ? split.WhenTrue : split.WhenFalse;
        }

        return ~node;
    }
}
