using Streaming.Learning.Data;
using Streaming.Learning.Scorers;
using Streaming.Learning.Training;
using Streaming.Topology.Model;

namespace Streaming.Learning.Calibrating;

/// <summary>Puts a calibration behind a model.</summary>
static class Calibrator
{
    /// <summary>Share of the time to learn from, at its end, that is kept for it.</summary>
    internal const double HeldOut = 0.25;

    /// <param name="model">Not calibrated yet.</param>
    /// <param name="scores">What its file makes of the rows.</param>
    /// <param name="held">Rows that it did not learn from.</param>
    /// <param name="method">How.</param>
    internal static ScoringModel Calibrated(ScoringModel model, float[] scores, TrainingSet held, CalibrationMethod method)
    {
        if (method == CalibrationMethod.Isotonic)
            return model with { Steps = [.. model.Steps, IsotonicFit.Of(scores, held.Labels)] };
        // Where a sigmoid makes the probability, the line is fitted to what goes into it.
        IReadOnlyList<ScoreStep> before = model.Steps.Count > 0 && model.Steps[^1] is Sigmoid ? [.. model.Steps.SkipLast(1)] : model.Steps;
        var bare = model with { Steps = before };
        var raw = Enumerable.Range(0, held.Count).Select(row => bare.Probability(held.Row(row))).ToArray();
        return model with { Steps = [.. before, PlattFit.Of(raw, held.Labels), new Sigmoid()] };
    }
}
