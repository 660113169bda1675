using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Onnx;

/// <summary>
/// All nodes of an operator in one list, as files have them. Children are indices into <see cref="Splits"/>, or complements of indices
/// into <see cref="LeafValues"/>, of the whole list.
/// </summary>
sealed class FlatNodes
{
    /// <summary>The root of each tree, in the same numbers as children.</summary>
    internal List<int> Roots { get; } = [];
    internal List<Split> Splits { get; } = [];
    internal List<double> LeafValues { get; } = [];

    /// <summary>How often nodes are passed, where the file says so.</summary>
    internal List<double>? SplitRates { get; init; }
    internal List<double>? LeafRates { get; init; }

    bool[]? _taken;

    /// <exception cref="ExplanationException">A node belongs to no tree.</exception>
    internal void CheckAllTaken()
    {
        if (Array.IndexOf(_taken ?? [], false) >= 0)
            throw new ExplanationException("The model is damaged: it has nodes that no root leads to.");
    }

    /// <summary>One tree by itself, with numbers of its own from the root down, and its covers where the file has any.</summary>
    /// <param name="index">Which.</param>
    /// <param name="divisor">What leaf values are divided by.</param>
    /// <exception cref="ExplanationException">It is no tree.</exception>
    internal (DecisionTree Tree, TreeCovers? Covers) Tree(int index, double divisor)
    {
        _taken ??= new bool[Splits.Count];
        var (splits, leaves) = (new List<Split>(), new List<double>());
        var (splitRates, leafRates) = (new List<double>(), new List<double>());
        var open = new Stack<(int Node, int Parent, bool WhenTrue)>();
        open.Push((Roots[index], -1, false));
        while (open.TryPop(out var at))
        {
            if (at.Node >= 0)
            {
                if (_taken[at.Node])
                {
                    throw new ExplanationException(
                        $"The model is damaged: tree {index} reaches a node in two ways, so that it is a circle or a graph."
                    );
                }

                _taken[at.Node] = true;
                Link(at.Parent, at.WhenTrue, splits.Count);
                var split = Splits[at.Node];
                open.Push((split.WhenFalse, splits.Count, false));
                open.Push((split.WhenTrue, splits.Count, true));
                splits.Add(split);
                splitRates.Add(SplitRates?[at.Node] ?? 0);
            }
            else
            {
                Link(at.Parent, at.WhenTrue, ~leaves.Count);
                leaves.Add(LeafValues[~at.Node] / divisor);
                leafRates.Add(LeafRates?[~at.Node] ?? 0);
            }
        }

        var tree = new DecisionTree(splits, leaves);
        var covers = new TreeCovers(splitRates, leafRates);
        return (tree, SplitRates is not null && CoverCheck.Fault(tree, covers) is null ? covers : null);

        void Link(int parent, bool whenTrue, int child)
        {
            if (parent >= 0)
                splits[parent] = whenTrue ? splits[parent] with { WhenTrue = child } : splits[parent] with { WhenFalse = child };
        }
    }
}
