using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Onnx;

/// <summary>The nodes of TreeEnsembleRegressor and TreeEnsembleClassifier: named by the numbers of their tree and of themselves.</summary>
static class ClassicNodes
{
    const string Leaf = "LEAF";

    internal static FlatNodes Read(NodeAttributes attributes, OutputChoice outputs)
    {
        var modes = attributes.Texts("nodes_modes");
        var count = modes.Count;
        if (count == 0)
            throw new ExplanationException("The model's tree ensemble has no nodes.");
        var trees = attributes.Wholes("nodes_treeids", count);
        var numbers = attributes.Wholes("nodes_nodeids", count);
        var features = attributes.Wholes("nodes_featureids", count);
        var whenTrue = attributes.Wholes("nodes_truenodeids", count);
        var whenFalse = attributes.Wholes("nodes_falsenodeids", count);
        var values = attributes.Numbers("nodes_values", count);
        var missing = attributes.WholesOrNone("nodes_missing_value_tracks_true", count);
        var rates = attributes.Numbers("nodes_hitrates") is { } found && found.Count == count ? found : null;

        var flat = new FlatNodes { SplitRates = rates is null ? null : [], LeafRates = rates is null ? null : [] };
        var places = Places(modes, trees, numbers);
        var hasParent = new HashSet<int>();
        for (var i = 0; i < count; i++)
        {
            if (modes[i] == Leaf)
            {
                flat.LeafValues.Add(0);
                flat.LeafRates?.Add(rates![i]);
                continue;
            }

            flat.Splits.Add(
                new Split(
                    Features.Checked(features[i]),
                    Mode(modes[i]),
                    values[i],
                    missing[i] != 0,
                    Child(trees[i], whenTrue[i]),
                    Child(trees[i], whenFalse[i])
                )
            );
            flat.SplitRates?.Add(rates![i]);
        }

        AddRoots(flat, trees, numbers, places, hasParent);
        AddWeights(flat, attributes, outputs, places);
        return flat;

        int Child(long tree, long number)
        {
            var child = places.TryGetValue((tree, number), out var place)
                ? place
                : throw new ExplanationException($"The model is damaged: tree {tree} has no node {number}, but another node leads there.");
            hasParent.Add(child);
            return child;
        }
    }

    /// <summary>Where each node is: the index of a split, or the complement of a leaf's.</summary>
    static Dictionary<(long Tree, long Node), int> Places(
        IReadOnlyList<string> modes,
        IReadOnlyList<long> trees,
        IReadOnlyList<long> numbers
    )
    {
        var places = new Dictionary<(long, long), int>(modes.Count);
        var (splits, leaves) = (0, 0);
        for (var i = 0; i < modes.Count; i++)
        {
            if (!places.TryAdd((trees[i], numbers[i]), modes[i] == Leaf ? ~leaves++ : splits++))
                throw new ExplanationException($"The model is damaged: tree {trees[i]} has node {numbers[i]} twice.");
        }

        return places;
    }

    /// <summary>A tree's root is its one node that no other leads to; trees come in the order of the file.</summary>
    static void AddRoots(
        FlatNodes flat,
        IReadOnlyList<long> trees,
        IReadOnlyList<long> numbers,
        Dictionary<(long Tree, long Node), int> places,
        HashSet<int> hasParent
    )
    {
        var roots = new Dictionary<long, int>();
        var order = new List<long>();
        var seen = new HashSet<long>();
        for (var i = 0; i < trees.Count; i++)
        {
            if (seen.Add(trees[i]))
                order.Add(trees[i]);
            var place = places[(trees[i], numbers[i])];
            if (!hasParent.Contains(place) && !roots.TryAdd(trees[i], place))
                throw new ExplanationException($"The model is damaged: tree {trees[i]} has two roots.");
        }

        foreach (var tree in order)
        {
            flat.Roots.Add(
                roots.TryGetValue(tree, out var root)
                    ? root
                    : throw new ExplanationException($"The model is damaged: tree {tree} has no root, its nodes run in a circle.")
            );
        }
    }

    /// <summary>A leaf's value is the sum of the weights it has for the output; most leaves have one.</summary>
    static void AddWeights(FlatNodes flat, NodeAttributes attributes, OutputChoice outputs, Dictionary<(long Tree, long Node), int> places)
    {
        var kind = attributes.Has("class_ids") ? "class" : "target";
        var targets = attributes.Wholes($"{kind}_ids");
        var trees = attributes.Wholes($"{kind}_treeids", targets.Count);
        var nodes = attributes.Wholes($"{kind}_nodeids", targets.Count);
        var weights = attributes.Numbers($"{kind}_weights", targets.Count);
        for (var i = 0; i < targets.Count; i++)
        {
            if (!places.TryGetValue((trees[i], nodes[i]), out var place) || place >= 0)
            {
                throw new ExplanationException(
                    $"The model is damaged: a weight is for node {nodes[i]} of tree {trees[i]}, which is no leaf of it."
                );
            }

            if (outputs.Takes(targets[i]))
                flat.LeafValues[~place] += weights[i];
        }
    }

    static Comparison Mode(string mode) =>
        mode switch
        {
            "BRANCH_LEQ" => Comparison.AtMost,
            "BRANCH_LT" => Comparison.Below,
            "BRANCH_GTE" => Comparison.AtLeast,
            "BRANCH_GT" => Comparison.Above,
            "BRANCH_EQ" => Comparison.Equal,
            "BRANCH_NEQ" => Comparison.NotEqual,
            _ => throw new ExplanationException($"The model has a node of mode '{mode}', which ONNX does not know."),
        };
}
