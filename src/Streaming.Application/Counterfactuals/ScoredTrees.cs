using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Explanations.Counterfactuals;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Pipeline.Explaining;
using Streaming.Topology.Model;

namespace Streaming.Application.Counterfactuals;

/// <summary>
/// A model twice: as trees, in which counterfactuals are sought, and as the engine runs it, which has the last word on each.
/// </summary>
sealed class ScoredTrees : IDisposable
{
    readonly OnnxModel _served;
    readonly ScoreTransform _transform;

    ScoredTrees(VersionTrees trees, OnnxModel served, ScoreTransform transform) =>
        (Trees, _served, _transform) = (trees, served, transform);

    /// <summary>The trees.</summary>
    public VersionTrees Trees { get; }

    /// <param name="content">The model, with the way in which it is served.</param>
    /// <param name="features">What there is, in order.</param>
    /// <exception cref="Streaming.Topology.StreamingException">It holds no trees, or cannot be run.</exception>
    public static ScoredTrees Of(ModelContent content, IReadOnlyList<string> features) =>
        new(
            VersionTrees.Of(content, covers: null, features),
            OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance),
            content.Signature?.Transform ?? ScoreTransform.None
        );

    /// <summary>The score of a row, as the engine gives it.</summary>
    public float Score(float[] row)
    {
        var score = new float[1];
        _served.Score(row, 1, score);
        return score[0];
    }

    /// <summary>The margins from which scores between two come; all where that cannot be told.</summary>
    /// <param name="low">May be -∞.</param>
    /// <param name="high">May be ∞.</param>
    public MarginRange Margins(float low, float high)
    {
        string[] transforms = [.. Trees.Ensemble.Transforms, .. _transform == ScoreTransform.Sigmoid ? ["Sigmoid"] : (string[])[]];
        if (_transform is ScoreTransform.Softmax or ScoreTransform.ReconstructionError)
            return MarginRange.All;
        var (from, to) = Trees.IsNegated ? (-high, -low) : (low, high);
        return transforms switch
        {
            [] => new MarginRange(from, to),
            ["LOGISTIC" or "Sigmoid"] => new MarginRange(Logit(float.BitDecrement(from)), Logit(float.BitIncrement(to))),
            _ => MarginRange.All,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _served.Dispose();

    static double Logit(double score) =>
        score <= 0 ? double.NegativeInfinity
        : score >= 1 ? double.PositiveInfinity
        : Math.Log(score / (1 - score));
}
