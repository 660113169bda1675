using System.Buffers;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Explanations;
using Streaming.Explanations.Shap;
using Streaming.Inference.Serving;

namespace Streaming.Pipeline.Explaining;

/// <summary>Exact SHAP values of a version along the paths that its training rows took.</summary>
public sealed class ScoreExplainer : IScoreExplainer
{
    readonly VersionTrees _version;
    readonly TreeExplainer _trees;
    readonly int[] _places;
    readonly int _width;

    /// <param name="version">Trees with covers.</param>
    /// <param name="features">What the topology computes, in order.</param>
    /// <exception cref="ExplanationException">The covers are not known, or the trees look at something else.</exception>
    public ScoreExplainer(VersionTrees version, IReadOnlyList<string> features)
    {
        (_version, _trees, _width) = (version, version.AlongPaths(), features.Count);
        var places = features.Index().ToDictionary(f => f.Item, f => f.Index, StringComparer.Ordinal);
        _places = [.. version.Features.Select(name => places.GetValueOrDefault(name, -1))];
        if (_places.Contains(-1))
            throw new ExplanationException("The trees of the model look at features that the topology does not compute.");
    }

    /// <inheritdoc/>
    public double Base => _version.Sign * _trees.Base;

    /// <inheritdoc/>
    public void Explain(RecordBatch rows, ReadOnlySpan<int> which, Span<double> values)
    {
        var own = _places.Length;
        var matrix = ArrayPool<float>.Shared.Rent(which.Length * own);
        var shares = ArrayPool<double>.Shared.Rent(which.Length * own);
        try
        {
            for (var feature = 0; feature < own; feature++)
            {
                var column = Columns.Float(rows, _version.Features[feature]);
                for (int i = 0, at = feature; i < which.Length; i++, at += own)
                    matrix[at] = column[which[i]];
            }

            var count = which.Length * own;
            _trees.Explain(matrix.AsSpan(0, count), shares.AsSpan(0, count));
            values[..(which.Length * _width)].Clear();
            for (var row = 0; row < which.Length; row++)
            {
                for (var feature = 0; feature < own; feature++)
                    values[row * _width + _places[feature]] = _version.Sign * shares[row * own + feature];
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(matrix);
            ArrayPool<double>.Shared.Return(shares);
        }
    }
}
