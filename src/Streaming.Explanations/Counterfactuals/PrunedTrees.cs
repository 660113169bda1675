using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Counterfactuals;

/// <summary>
/// The margin as a function of a few features, all others being those of a row. Trees that look at none of the few have become a number,
/// those that look at one a table of its values; what is left of the others is walked.
/// </summary>
sealed class PrunedTrees
{
    const int None = -1;
    const int Several = -2;

    readonly double _constant;
    readonly double[][] _tables;
    readonly List<PrunedNode> _roots;

    PrunedTrees(double constant, double[][] tables, List<PrunedNode> roots) => (_constant, _tables, _roots) = (constant, tables, roots);

    /// <summary>Steps that it takes to walk it once.</summary>
    public int Size { get; private init; }

    /// <param name="ensemble">The model.</param>
    /// <param name="row">Values of all features.</param>
    /// <param name="domains">Of the few, in the order of the places in boxes.</param>
    /// <param name="answers">What each split says of each value of a domain.</param>
    public static PrunedTrees Of(TreeEnsemble ensemble, ReadOnlySpan<float> row, IReadOnlyList<FeatureDomain> domains, SplitAnswers answers)
    {
        var places = new int[ensemble.FeatureCount];
        Array.Fill(places, -1);
        for (var place = 0; place < domains.Count; place++)
            places[domains[place].Feature] = place;
        var constant = ensemble.Bias;
        var tables = domains.Select(d => new double[d.Values.Length]).ToArray();
        var (roots, size) = (new List<PrunedNode>(), 0);
        for (var t = 0; t < ensemble.Trees.Count; t++)
        {
            var tree = ensemble.Trees[t];
            var looksAt = None;
            var root = Prune(t, tree, tree.Root, row, places, answers, ref looksAt, ref size);
            if (looksAt == None)
                constant += root.Value;
            else if (looksAt != Several)
                AddTo(tables[looksAt], root);
            else
                roots.Add(root);
        }

        return new PrunedTrees(constant, tables, roots) { Size = size + tables.Sum(table => table.Length) };
    }

    /// <summary>The least and the greatest margin that a box can hold; exact where the box is a single cell.</summary>
    /// <param name="box">From and to, in each domain; changed on the way and put back.</param>
    public (double Least, double Most) Bounds(Box box)
    {
        var (least, most) = (_constant, _constant);
        for (var place = 0; place < _tables.Length; place++)
        {
            var part = _tables[place].AsSpan(box.From[place], box.To[place] - box.From[place] + 1);
            var (low, high) = (part[0], part[0]);
            foreach (var value in part)
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            least += low;
            most += high;
        }

        foreach (var root in _roots)
        {
            var (low, high) = root.Bounds(box);
            least += low;
            most += high;
        }

        return (least, most);
    }

    static void AddTo(double[] table, PrunedNode root)
    {
        for (var at = 0; at < table.Length; at++)
        {
            var node = root;
            while (node.Answers is { } answers)
                node = answers.Holds[at] ? node.WhenTrue! : node.WhenFalse!;
            table[at] += node.Value;
        }
    }

    static PrunedNode Prune(
        int number,
        DecisionTree tree,
        int node,
        ReadOnlySpan<float> row,
        int[] places,
        SplitAnswers answers,
        ref int looksAt,
        ref int size
    )
    {
        size++;
        while (node >= 0)
        {
            var split = tree.Splits[node];
            var place = places[split.Feature];
            if (place < 0)
            {
                node = split.Holds(row[split.Feature]) ? split.WhenTrue : split.WhenFalse;
                continue;
            }

            var own = answers.Of(number, node, split);
            if (own.IsConstant)
            {
                node = own.Holds[0] ? split.WhenTrue : split.WhenFalse;
                continue;
            }

            looksAt = looksAt == None || looksAt == place ? place : Several;
            return new PrunedNode
            {
                Place = place,
                Answers = own,
                WhenTrue = Prune(number, tree, split.WhenTrue, row, places, answers, ref looksAt, ref size),
                WhenFalse = Prune(number, tree, split.WhenFalse, row, places, answers, ref looksAt, ref size),
            };
        }

        return new PrunedNode { Value = tree.Leaves[~node] };
    }
}
