using Streaming.Explanations;
using Streaming.Explanations.Onnx;
using Streaming.Explanations.Shap;
using Streaming.Explanations.Trees;
using Streaming.Inference.Models;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Explaining;

/// <summary>The trees of a model with the features that they look at, by the names that a topology has for them.</summary>
/// <param name="Ensemble">The trees; with covers where they are known.</param>
/// <param name="Features">Names of its features, in its order.</param>
/// <param name="IsNegated">The score is lower, the higher the margin is.</param>
public sealed record VersionTrees(TreeEnsemble Ensemble, IReadOnlyList<string> Features, bool IsNegated)
{
    /// <param name="content">The model, with the way in which it is served.</param>
    /// <param name="covers">As <see cref="IModelSource.CoversAsync"/> gives them.</param>
    /// <param name="features">What the topology computes, in order.</param>
    /// <exception cref="ExplanationException">It holds no trees, or does more with their sum than can be shared out.</exception>
    public static VersionTrees Of(ModelContent content, ReadOnlyMemory<byte>? covers, IReadOnlyList<string> features)
    {
        var signature = content.Signature;
        var ensemble = OnnxTrees.Read(content.Bytes.Span, signature?.Output is { Columns: > 1, Column: var column } ? column : null);
        var names = signature?.Features ?? features;
        if (names.Count != ensemble.FeatureCount)
        {
            throw new ExplanationException(
                $"The trees of the model look at {ensemble.FeatureCount} features, and it is served with {names.Count}: nobody knows "
                    + "which is which."
            );
        }

        return new VersionTrees(
            covers is { } counted ? ensemble.WithCovers(TreeCovers.FromBytes(counted.Span)) : ensemble,
            names,
            signature?.Transform == ScoreTransform.Negate
        );
    }

    /// <summary>How the score follows from the margin, in order; nothing: it is the margin.</summary>
    public IReadOnlyList<string> Transforms => IsNegated ? [.. Ensemble.Transforms, "Negate"] : Ensemble.Transforms;

    /// <summary>What turns a share of the margin into one that is above zero where it raises the score.</summary>
    public double Sign => IsNegated ? -1 : 1;

    /// <summary>Explains along paths, by the covers.</summary>
    /// <exception cref="ExplanationException">There are none.</exception>
    public TreeExplainer AlongPaths() => TreeExplainer.AlongPaths(Ensemble);
}
