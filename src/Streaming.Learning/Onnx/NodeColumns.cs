using Streaming.Learning.Trees;
using Streaming.Onnx;

namespace Streaming.Learning.Onnx;

/// <summary>
/// The nodes of all trees as TreeEnsembleRegressor wants them: one array per property. A tree's inner nodes come first
/// with their own numbers, then its leaves; the first node of a tree is its root.
/// </summary>
sealed class NodeColumns
{
    readonly List<long> _tree = [],
        _node = [],
        _feature = [],
        _whenTrue = [],
        _whenFalse = [],
        _missingIsTrue = [];
    readonly List<double> _threshold = [],
        _weight = [];
    readonly List<string> _mode = [];
    readonly List<long> _leafTree = [],
        _leafNode = [];

    internal void Add(int id, DecisionTree tree, double scale)
    {
        var inner = tree.Feature.Count;
        for (var node = 0; node < inner; node++)
        {
            AddNode(id, node, "BRANCH_LEQ", tree.Feature[node], tree.Threshold[node]);
            _whenTrue.Add(NodeOf(tree.Left[node]));
            _whenFalse.Add(NodeOf(tree.Right[node]));
            _missingIsTrue.Add(tree.MissingGoesLeft[node] ? 1 : 0);
        }

        for (var leaf = 0; leaf < tree.Leaves.Count; leaf++)
        {
            AddNode(id, inner + leaf, "LEAF", 0, 0);
            _whenTrue.Add(0);
            _whenFalse.Add(0);
            _missingIsTrue.Add(0);
            _leafTree.Add(id);
            _leafNode.Add(inner + leaf);
            _weight.Add(tree.Leaves[leaf] * scale);
        }

        int NodeOf(int child) => child >= 0 ? child : inner + ~child;
    }

    void AddNode(int tree, int node, string mode, int feature, double threshold)
    {
        _tree.Add(tree);
        _node.Add(node);
        _mode.Add(mode);
        _feature.Add(feature);
        _threshold.Add(threshold);
    }

    internal IEnumerable<AttributeProto> ToAttributes() =>
        [
            Attributes.Of("nodes_treeids", _tree),
            Attributes.Of("nodes_nodeids", _node),
            Attributes.Of("nodes_modes", _mode),
            Attributes.Of("nodes_featureids", _feature),
            Attributes.Of("nodes_values_as_tensor", [.. _threshold]),
            Attributes.Of("nodes_truenodeids", _whenTrue),
            Attributes.Of("nodes_falsenodeids", _whenFalse),
            Attributes.Of("nodes_missing_value_tracks_true", _missingIsTrue),
            Attributes.Of("target_treeids", _leafTree),
            Attributes.Of("target_nodeids", _leafNode),
            Attributes.Of("target_ids", new long[_leafNode.Count]),
            Attributes.Of("target_weights_as_tensor", [.. _weight]),
        ];
}
