using System.Diagnostics;
using Apache.Arrow;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;

namespace Streaming.Learning.Gates;

/// <summary>Scores batches with a model and tells how long it takes for a row.</summary>
/// <param name="model">The model; null: none.</param>
/// <param name="features">Its columns, in order.</param>
sealed class RowClock(OnnxModel? model, string[] features)
{
    readonly List<double> _micros = [];

    /// <summary>Microseconds for a row: the median over batches, so that a pause counts for nothing. Null where nothing was
    /// scored.</summary>
    public double? Micros => _micros.Count == 0 ? null : _micros.Order().ElementAt(_micros.Count / 2);

    /// <summary>Null without a model.</summary>
    public float[]? Score(RecordBatch rows)
    {
        if (model is null)
            return null;
        var scores = new float[rows.Length];
        var began = Stopwatch.GetTimestamp();
        model.Score(rows, features, scores);
        _micros.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds / rows.Length);
        return scores;
    }

    /// <summary>The same of rows that may have been scored by another: one on which the model fails has no score, NaN, and its batch tells
    /// nothing of the time.</summary>
    public float[]? ScoreEach(RecordBatch rows)
    {
        try
        {
            return Score(rows);
        }
        catch (ModelRunException)
        {
            var scores = new float[rows.Length];
            model!.ScoreEach(rows, features, scores);
            return scores;
        }
    }
}
