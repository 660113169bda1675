using Google.Protobuf;
using Streaming.Explanations.Trees;
using Streaming.Onnx;

namespace Streaming.Explanations.Onnx;

/// <summary>
/// Takes the tree ensemble out of an ONNX file: TreeEnsembleRegressor and TreeEnsembleClassifier of any version of ai.onnx.ml, and
/// TreeEnsemble of its version 5, whoever wrote them (https://onnx.ai/onnx/operators/#ai-onnx-ml).
/// </summary>
/// <remarks>
/// The trees must see the graph's input as it is: between the two only operators that keep values are allowed. Several ensembles are one
/// where the graph does nothing but add them up. Where the file records how often each node is passed (nodes_hitrates) and the figures
/// add up from the leaves to the root, they are taken as covers; most writers leave them out or write 1 everywhere.
/// </remarks>
public static class OnnxTrees
{
    /// <param name="file">The bytes of the ONNX file.</param>
    /// <param name="output">
    /// Which output of a model of several to explain, from 0 on: a class or a target. Null: the only one, or the second of two classes.
    /// </param>
    /// <exception cref="ExplanationException">
    /// It is no ONNX file, holds no tree ensemble, holds one that is damaged, or one whose score is no sum of its trees. The message says
    /// what was found.
    /// </exception>
    public static TreeEnsemble Read(ReadOnlySpan<byte> file, int? output = null)
    {
        var graph = OnnxGraph.Of(Parse(file));
        var parts = graph.Ensembles.Select(node => EnsembleOperator.Read(node, output)).ToList();
        var trees = parts.SelectMany(p => p.Trees).ToList();
        var ensemble = new TreeEnsemble(graph.FeatureCount ?? Width(trees), trees, parts.Sum(p => p.Bias))
        {
            FeatureNames = graph.FeatureNames,
            Transforms = [.. parts[0].PostTransform is "NONE" ? [] : (string[])[parts[0].PostTransform], .. graph.Following],
        };
        var covers = parts.SelectMany(p => p.Covers ?? []).ToList();
        return covers.Count == trees.Count ? ensemble.WithCovers(covers) : ensemble;
    }

    static ModelProto Parse(ReadOnlySpan<byte> file)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ExplanationException("The file is no ONNX model, or a part of it is missing: it cannot be decoded.", e);
        }
    }

    /// <summary>Where the graph does not say how wide its input is, rows reach as far as the trees look.</summary>
    static int Width(List<DecisionTree> trees) =>
        trees.SelectMany(t => t.Splits).Select(s => s.Feature).DefaultIfEmpty(0).Max() is var last and < int.MaxValue
            ? last + 1
            : throw new ExplanationException($"A tree looks at feature {int.MaxValue}.");
}
