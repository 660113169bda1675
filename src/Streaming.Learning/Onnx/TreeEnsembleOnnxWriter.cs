using Streaming.Learning.Trees;
using Streaming.Onnx;

namespace Streaming.Learning.Onnx;

/// <summary>
/// Writes a tree ensemble as ONNX: Cast to double, TreeEnsembleRegressor of ai.onnx.ml 3 (the slope folded into the leaves, the offset as
/// the
/// base value), whose sum is float32, and the steps behind it.
/// </summary>
/// <remarks>
/// Doubles, although the input is float32: the cast is exact, so every branch is decided as on floats, and the sum of the
/// leaves keeps the trainer's precision. They cost 3 % of the time that float32 leaves take; TreeEnsemble of ai.onnx.ml 5
/// and ensembles cut into several operators are no faster.
/// </remarks>
public static class TreeEnsembleOnnxWriter
{
    /// <summary>The bytes of the ONNX file; the same ensemble gives the same bytes.</summary>
    public static byte[] Write(TreeEnsemble ensemble) => OnnxWriter.Write(ensemble);

    internal static void AppendTo(ScorerGraph graph, TreeEnsemble ensemble) => AppendTo(graph, ensemble, graph.Last);

    /// <summary>Trees of another output than the last.</summary>
    internal static void AppendTo(ScorerGraph graph, TreeEnsemble ensemble, string input)
    {
        graph.Add("Cast", [input], attributes: [Attributes.Of("to", (long)TensorProto.Types.DataType.Double)]);
        graph.Append("TreeEnsembleRegressor", ScorerGraph.MachineLearning, Describe(ensemble));
    }

    static AttributeProto[] Describe(TreeEnsemble ensemble)
    {
        var nodes = new NodeColumns();
        for (var tree = 0; tree < ensemble.Trees.Count; tree++)
            nodes.Add(tree, ensemble.Trees[tree], ensemble.Slope);
        // The operator wants at least one tree: a constant one stands for none.
        if (ensemble.Trees.Count == 0)
            nodes.Add(0, new DecisionTree([], [], [], [], [], [0.0]), ensemble.Slope);

        return
        [
            .. nodes.ToAttributes(),
            Attributes.Of("base_values_as_tensor", [ensemble.Offset]),
            Attributes.Of("n_targets", 1),
            Attributes.Of("aggregate_function", "SUM"),
            Attributes.Of("post_transform", "NONE"),
        ];
    }
}
