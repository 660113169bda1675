using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Onnx;

/// <summary>The nodes of ai.onnx.ml 5's TreeEnsemble: splits and leaves in lists of their own, named by their place.</summary>
static class TreeEnsembleNodes
{
    static readonly Comparison[] Modes =
    [
        Comparison.AtMost,
        Comparison.Below,
        Comparison.AtLeast,
        Comparison.Above,
        Comparison.Equal,
        Comparison.NotEqual,
        Comparison.Member,
    ];

    internal static FlatNodes Read(NodeAttributes attributes, OutputChoice outputs)
    {
        var features = attributes.Wholes("nodes_featureids");
        var count = features.Count;
        if (count == 0)
            throw new ExplanationException("The model's tree ensemble has no nodes.");
        var modes = attributes.Numbers("nodes_modes", count);
        var values = attributes.Numbers("nodes_splits", count);
        var whenTrue = attributes.Wholes("nodes_truenodeids", count);
        var whenFalse = attributes.Wholes("nodes_falsenodeids", count);
        var trueLeaf = attributes.Wholes("nodes_trueleafs", count);
        var falseLeaf = attributes.Wholes("nodes_falseleafs", count);
        var missing = attributes.WholesOrNone("nodes_missing_value_tracks_true", count);
        var targets = attributes.Wholes("leaf_targetids");
        var weights = attributes.Numbers("leaf_weights", targets.Count);
        using var members = Sets(attributes.Numbers("membership_values")).GetEnumerator();

        var flat = new FlatNodes();
        for (var leaf = 0; leaf < targets.Count; leaf++)
            flat.LeafValues.Add(outputs.Takes(targets[leaf]) ? weights[leaf] : 0);
        for (var i = 0; i < count; i++)
        {
            var mode = Mode(modes[i]);
            flat.Splits.Add(
                new Split(
                    Features.Checked(features[i]),
                    mode,
                    mode == Comparison.Member ? 0 : values[i],
                    missing[i] != 0,
                    Child(whenTrue[i], trueLeaf[i] != 0, targets.Count, count),
                    Child(whenFalse[i], falseLeaf[i] != 0, targets.Count, count)
                )
                {
                    Members = mode == Comparison.Member ? Next(members) : [],
                }
            );
        }

        foreach (var root in attributes.Wholes("tree_roots"))
            flat.Roots.Add(Child(root, isLeaf: false, targets.Count, count));
        if (flat.Roots.Count == 0)
            throw new ExplanationException("The model's tree ensemble names no roots.");
        return flat;
    }

    static int Child(long index, bool isLeaf, int leaves, int splits) =>
        index >= 0 && index < (isLeaf ? leaves : splits)
            ? isLeaf
                ? ~(int)index
                : (int)index
            : throw new ExplanationException(
                $"The model is damaged: a node leads to {(isLeaf ? "leaf" : "node")} {index} of {(isLeaf ? leaves : splits)}."
            );

    static Comparison Mode(double mode) =>
        mode >= 0 && mode < Modes.Length
            ? Modes[(int)mode]
            : throw new ExplanationException($"The model has a node of mode {mode}, which ONNX does not know.");

    /// <summary>Sets stand one behind the other, each ended by NaN, in the order of the nodes that ask for them.</summary>
    static IEnumerable<IReadOnlyList<double>> Sets(IReadOnlyList<double> values)
    {
        var set = new List<double>();
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                set.Add(value);
                continue;
            }

            yield return set;
            set = [];
        }

        if (set.Count > 0)
            yield return set;
    }

    static IReadOnlyList<double> Next(IEnumerator<IReadOnlyList<double>> sets) =>
        sets.MoveNext()
            ? sets.Current
            : throw new ExplanationException("The model is damaged: a node of mode MEMBER has no set of members.");
}
