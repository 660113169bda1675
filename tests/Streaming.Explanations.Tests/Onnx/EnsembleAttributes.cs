using Streaming.Explanations.Trees;
using Streaming.Onnx;

namespace Streaming.Explanations.Tests.Onnx;

/// <summary>Trees as the attributes of ONNX's operators.</summary>
static class EnsembleAttributes
{
    static readonly string[] Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

    /// <summary>The nodes of the older operators.</summary>
    internal static List<AttributeProto> Nodes(IReadOnlyList<DecisionTree> trees)
    {
        var nodes = trees
            .SelectMany(
                (tree, t) =>
                    tree
                        .Splits.Select(
                            (s, i) =>
                                (
                                    Tree: (long)t,
                                    Node: (long)i,
                                    Mode: Modes[(int)s.Comparison],
                                    s.Feature,
                                    Value: (float)s.Value,
                                    True: Id(tree, s.WhenTrue),
                                    False: Id(tree, s.WhenFalse),
                                    Missing: s.MissingIsTrue ? 1L : 0
                                )
                        )
                        .Concat(
                            Enumerable
                                .Range(0, tree.Leaves.Count)
                                .Select(leaf => ((long)t, Id(tree, ~leaf), "LEAF", 0, 0f, 0L, 0L, 0L))
                                .Select(n =>
                                    (
                                        Tree: n.Item1,
                                        Node: n.Item2,
                                        Mode: n.Item3,
                                        Feature: n.Item4,
                                        Value: n.Item5,
                                        True: n.Item6,
                                        False: n.Item7,
                                        Missing: n.Item8
                                    )
                                )
                        )
            )
            .ToList();
        return
        [
            Attributes.Of("nodes_treeids", nodes.Select(n => n.Tree)),
            Attributes.Of("nodes_nodeids", nodes.Select(n => n.Node)),
            Attributes.Of("nodes_modes", nodes.Select(n => n.Mode)),
            Attributes.Of("nodes_featureids", nodes.Select(n => (long)n.Feature)),
            OnnxFile.Floats("nodes_values", nodes.Select(n => n.Value)),
            Attributes.Of("nodes_truenodeids", nodes.Select(n => n.True)),
            Attributes.Of("nodes_falsenodeids", nodes.Select(n => n.False)),
            Attributes.Of("nodes_missing_value_tracks_true", nodes.Select(n => n.Missing)),
        ];
    }

    /// <summary>The weights of their leaves.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="kind">"target" or "class".</param>
    /// <param name="ids">A leaf's weights: for which output, and how many times its value.</param>
    internal static List<AttributeProto> Weights(IReadOnlyList<DecisionTree> trees, string kind, params (long Id, float Times)[] ids)
    {
        var all = trees
            .SelectMany(
                (tree, t) =>
                    tree.Leaves.SelectMany(
                        (value, leaf) => ids.Select(id => (Tree: (long)t, Node: Id(tree, ~leaf), id.Id, Weight: (float)value * id.Times))
                    )
            )
            .ToList();
        return
        [
            Attributes.Of($"{kind}_treeids", all.Select(w => w.Tree)),
            Attributes.Of($"{kind}_nodeids", all.Select(w => w.Node)),
            Attributes.Of($"{kind}_ids", all.Select(w => w.Id)),
            OnnxFile.Floats($"{kind}_weights", all.Select(w => w.Weight)),
        ];
    }

    /// <summary>All attributes of ai.onnx.ml 5's operator. Every tree must have a split.</summary>
    internal static AttributeProto[] OfVersion5(IReadOnlyList<DecisionTree> trees)
    {
        var (firstSplit, firstLeaf) = (new List<int>(), new List<int>());
        var (splits, leaves) = (0, 0);
        foreach (var tree in trees)
        {
            firstSplit.Add(splits);
            firstLeaf.Add(leaves);
            splits += tree.Splits.Count;
            leaves += tree.Leaves.Count;
        }

        var nodes = trees.SelectMany((tree, t) => tree.Splits.Select(s => (Split: s, Tree: t))).ToList();
        return
        [
            Attributes.Of("tree_roots", firstSplit.Select(s => (long)s)),
            OnnxFile.Tensor("nodes_modes", [.. nodes.Select(n => (byte)n.Split.Comparison)]),
            Attributes.Of("nodes_featureids", nodes.Select(n => (long)n.Split.Feature)),
            OnnxFile.Tensor("nodes_splits", [.. nodes.Select(n => (float)n.Split.Value)]),
            Attributes.Of("nodes_truenodeids", nodes.Select(n => Place(n.Tree, n.Split.WhenTrue))),
            Attributes.Of("nodes_falsenodeids", nodes.Select(n => Place(n.Tree, n.Split.WhenFalse))),
            Attributes.Of("nodes_trueleafs", nodes.Select(n => n.Split.WhenTrue < 0 ? 1L : 0)),
            Attributes.Of("nodes_falseleafs", nodes.Select(n => n.Split.WhenFalse < 0 ? 1L : 0)),
            Attributes.Of("nodes_missing_value_tracks_true", nodes.Select(n => n.Split.MissingIsTrue ? 1L : 0)),
            Attributes.Of("leaf_targetids", Enumerable.Repeat(0L, leaves)),
            OnnxFile.Tensor("leaf_weights", [.. trees.SelectMany(t => t.Leaves).Select(v => (float)v)]),
            OnnxFile.Tensor(
                "membership_values",
                [
                    .. nodes
                        .Where(n => n.Split.Comparison == Comparison.Member)
                        .SelectMany(n => n.Split.Members.Select(m => (float)m).Append(float.NaN)),
                ]
            ),
            Attributes.Of("n_targets", 1),
            Attributes.Of("aggregate_function", 1),
            Attributes.Of("post_transform", 0),
        ];

        long Place(int tree, int child) => child >= 0 ? firstSplit[tree] + child : firstLeaf[tree] + ~child;
    }

    static long Id(DecisionTree tree, int child) => child >= 0 ? child : tree.Splits.Count + ~child;
}
