using Streaming.Explanations.Trees;
using Streaming.Onnx;

namespace Streaming.Explanations.Onnx;

/// <summary>What one operator of the graph holds, for the output that is explained.</summary>
/// <param name="Trees">Its trees, their leaves as they add to the sum (an average's are divided by the number of trees).</param>
/// <param name="Bias">What it adds.</param>
/// <param name="PostTransform">What it does with the sum.</param>
/// <param name="Covers">Where the file has them.</param>
sealed record EnsembleOperator(IReadOnlyList<DecisionTree> Trees, double Bias, string PostTransform, IReadOnlyList<TreeCovers>? Covers)
{
    /// <summary>ONNX's numbers for them in TreeEnsemble.</summary>
    static readonly string[] Aggregates = ["AVERAGE", "SUM", "MIN", "MAX"],
        Transforms = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];

    internal static EnsembleOperator Read(NodeProto node, int? output)
    {
        var attributes = new NodeAttributes(node);
        var isNew = node.OpType == "TreeEnsemble";
        var outputs = OutputChoice.Of(node, attributes, output);
        var nodes = isNew ? TreeEnsembleNodes.Read(attributes, outputs) : ClassicNodes.Read(attributes, outputs);

        var trees = new DecisionTree[nodes.Roots.Count];
        var covers = new TreeCovers?[trees.Length];
        var scale = Scale(
            isNew ? Named(Aggregates, attributes.Whole("aggregate_function", 1)) : attributes.Text("aggregate_function", "SUM"),
            trees.Length
        );
        for (var t = 0; t < trees.Length; t++)
            (trees[t], covers[t]) = nodes.Tree(t, scale);
        nodes.CheckAllTaken();
        return new EnsembleOperator(
            trees,
            outputs.Bias,
            isNew ? Named(Transforms, attributes.Whole("post_transform", 0)) : attributes.Text("post_transform", "NONE"),
            covers.Contains(null) ? null : [.. covers.OfType<TreeCovers>()]
        );
    }

    static double Scale(string aggregate, int trees) =>
        aggregate switch
        {
            "SUM" => 1,
            "AVERAGE" => trees,
            _ => throw new ExplanationException(
                $"The model takes the {aggregate} of its trees. Only of a sum or an average of trees can SHAP values be added up "
                    + "tree by tree."
            ),
        };

    static string Named(string[] names, long number) =>
        number >= 0 && number < names.Length
            ? names[number]
            : throw new ExplanationException($"The model's TreeEnsemble says {number} where 0 to {names.Length - 1} is known.");
}
