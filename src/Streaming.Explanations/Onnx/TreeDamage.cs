using Google.Protobuf;
using Streaming.Onnx;

namespace Streaming.Explanations.Onnx;

/// <summary>
/// Whether trees in a file are trees: a node that leads back to itself, or to none, is followed for ever or past the end by whoever runs
/// the
/// model.
/// </summary>
public static class TreeDamage
{
    /// <summary>Goes through every tree of every ensemble in the file.</summary>
    /// <param name="file">The bytes of the ONNX file.</param>
    /// <param name="features">Features of a row; a node that sees the rows and looks at another is damage too.</param>
    /// <exception cref="ExplanationException">One of them is damaged; the message says in which way.</exception>
    public static void Check(ReadOnlySpan<byte> file, int features)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ExplanationException("The file is no ONNX model, or a part of it is missing: it cannot be decoded.", e);
        }

        var (index, input) = (new GraphIndex(model.Graph), OnnxGraph.InputOf(model.Graph));
        foreach (var node in Ensembles(model.Graph.Node.Concat(model.Functions.SelectMany(f => f.Node))))
            Check(node, SeesRows(index, input, node) ? features : int.MaxValue);
    }

    static IEnumerable<NodeProto> Ensembles(IEnumerable<NodeProto> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.OpType is "TreeEnsembleRegressor" or "TreeEnsembleClassifier" or "TreeEnsemble")
                yield return node;
            var graphs = node.Attribute.SelectMany(a => a.G is { } one ? a.Graphs.Append(one) : a.Graphs);
            foreach (var inner in Ensembles(graphs.SelectMany(g => g.Node)))
                yield return inner;
        }
    }

    static bool SeesRows(GraphIndex index, string? input, NodeProto ensemble)
    {
        try
        {
            return OnnxGraph.Source(index, ensemble) == input;
        }
        catch (ExplanationException)
        {
            // Something prepares the rows: how wide they are then, only running it shows.
            return false;
        }
    }

    static void Check(NodeProto node, int features)
    {
        var attributes = new NodeAttributes(node);
        var all = new OutputChoice(null, 0);
        var nodes = node.OpType == "TreeEnsemble" ? TreeEnsembleNodes.Read(attributes, all) : ClassicNodes.Read(attributes, all);
        for (var tree = 0; tree < nodes.Roots.Count; tree++)
            nodes.Tree(tree, 1);
        nodes.CheckAllTaken();
        foreach (var split in nodes.Splits)
        {
            if (split.Feature >= features)
            {
                throw new ExplanationException(
                    $"The model is damaged: a node looks at feature {split.Feature}, and a row has {features}, from 0 on."
                );
            }
        }

        CheckOutputs(node, attributes);
    }

    static void CheckOutputs(NodeProto node, NodeAttributes attributes)
    {
        var (name, count) = node.OpType switch
        {
            "TreeEnsembleClassifier" => ("class_ids", Classes(attributes)),
            "TreeEnsembleRegressor" => ("target_ids", attributes.Whole("n_targets", 1)),
            _ => ("leaf_targetids", attributes.Whole("n_targets", 1)),
        };
        foreach (var id in attributes.Wholes(name))
        {
            if (id < 0 || id >= count)
                throw new ExplanationException($"The model is damaged: a leaf is for output {id}, and there are {count}, from 0 on.");
        }

        var bases = attributes.Numbers("base_values").Count;
        if (bases > 0 && bases != count && bases != 1)
            throw new ExplanationException($"The model is damaged: it has {count} outputs and base_values of {bases}.");
    }

    static long Classes(NodeAttributes attributes) =>
        Math.Max(attributes.Wholes("classlabels_int64s").Count, attributes.Texts("classlabels_strings").Count) is > 0 and var count
            ? count
            : throw new ExplanationException("The model's classifier names no classes.");
}
