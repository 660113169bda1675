using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Algorithms;
using Streaming.Learning.Calibrating;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Onnx;
using Streaming.Topology.Model;

namespace Streaming.Learning.Training;

/// <summary>Grows a model from labelled rows and judges one on others.</summary>
public static class Trainer
{
    /// <summary>Below this many rows of either class there is nothing to learn from that would hold for other rows.</summary>
    public const int MinRowsPerClass = 10;

    /// <summary>How far the calibrated file may lie from the formula, which is computed in float64: a line may be steep.</summary>
    const double CalibrationTolerance = 1e-5;

    /// <summary>Grows a model, writes it as ONNX, and proves on every row that the file scores as the algorithm does.</summary>
    /// <param name="set">Rows to learn from.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told in a few words what begins.</param>
    /// <param name="later">Rows to prove the file on beside those.</param>
    /// <exception cref="LearningException">Too few rows of a class, an option out of its range, or a file that scores
    /// otherwise.</exception>
    public static TrainedModel Train(TrainingSet set, TrainerOptions options, IProgress<string>? progress = null, TrainingSet? later = null)
    {
        options.Check();
        options = options.WithDefaults();
        if (options.Calibration is not { } method)
            return Plain(set, options, progress, later is null ? [] : [("test", later)]);
        var split = TimeSplit.AtEnd(set, Calibrator.HeldOut, options.LabelDelay);
        var (learnt, held) = (split.TrainRows(set), split.TestRows(set));
        var plain = Plain(learnt, options, progress, later is null ? [("held-out", held)] : [("held-out", held), ("test", later)]);
        progress?.Report($"calibrating on {held.Count} later rows");
        CheckRows(held);
        return Calibrated(plain, held, method, later is null ? [learnt, held] : [learnt, held, later]);
    }

    /// <summary>Without calibration.</summary>
    static TrainedModel Plain(
        TrainingSet set,
        TrainerOptions options,
        IProgress<string>? progress,
        IReadOnlyList<(string What, TrainingSet Rows)> others
    )
    {
        var grown = Grow(set, options, progress);
        progress?.Report("writing ONNX");
        var model = grown.ToModel();
        var content = ModelContent.FromBytes(OnnxWriter.Write(model));
        using var onnx = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var tolerance = GrowerTable.Of(options.Algorithm).Tolerance;
        var parity = Parity.Prove(onnx, grown.Probabilities(set), set, "training", tolerance);
        foreach (var (what, rows) in others)
            parity = Math.Max(parity, Parity.Prove(onnx, grown.Probabilities(rows), rows, what, tolerance));
        return new TrainedModel(content, model, options, grown.Importance, parity);
    }

    /// <summary>The calibrated file is held against the calibration of what the file without it gives.</summary>
    static TrainedModel Calibrated(TrainedModel plain, TrainingSet held, CalibrationMethod method, IReadOnlyList<TrainingSet> all)
    {
        using var bare = OnnxModel.Load(plain.Content, new InferenceOptions(), NullLogger.Instance);
        var model = Calibrator.Calibrated(plain.Model, Scores.Of(bare, held), held, method);
        var content = ModelContent.FromBytes(OnnxWriter.Write(model));
        using var onnx = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var parity = plain.Parity;
        foreach (var rows in all)
        {
            var own =
                method == CalibrationMethod.Isotonic
                    ? Array.ConvertAll(Scores.Of(bare, rows), score => model.Steps[^1].Apply(score))
                    : [.. Enumerable.Range(0, rows.Count).Select(row => model.Probability(rows.Row(row)))];
            parity = Math.Max(parity, Parity.Prove(onnx, own, rows, "calibrated", CalibrationTolerance));
        }

        return plain with
        {
            Content = content,
            Model = model,
            Parity = parity,
            Uncalibrated = plain.Content,
        };
    }

    /// <summary>The model alone, without its file: for those that are tried and thrown away.</summary>
    internal static IGrown Grow(TrainingSet set, TrainerOptions options, IProgress<string>? progress = null)
    {
        CheckRows(set);
        progress?.Report(
            options.Trees is { } trees
                ? $"growing {trees} trees from {set.Count} rows"
                : $"fitting {AlgorithmNames.Of(options.Algorithm)} to {set.Count} rows"
        );
        return GrowerTable.Of(options.Algorithm).Grow(set, RowWeights.Of(set, options), RowWeights.PositiveWeight(set, options), options);
    }

    /// <summary>Scores the rows as the pipeline would, with the ONNX file itself, and judges the scores.</summary>
    /// <exception cref="ModelException">The model is not for these features.</exception>
    public static EvaluationReport Evaluate(ModelContent content, TrainingSet set)
    {
        using var model = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        model.CheckFeatures(set.FeatureNames);
        return EvaluationReport.Of(Scores.Of(model, set), set);
    }

    /// <summary>As <see cref="Evaluate"/>, and how sure each metric is.</summary>
    /// <exception cref="ModelException">The model is not for these features.</exception>
    public static Judgement Judge(ModelContent content, TrainingSet set, CancellationToken stop = default)
    {
        using var model = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        model.CheckFeatures(set.FeatureNames);
        var scores = Scores.Of(model, set);
        return new Judgement(EvaluationReport.Of(scores, set), Bootstrap.Intervals(scores, set, stop));
    }

    static void CheckRows(TrainingSet set)
    {
        var positives = set.CountPositives();
        if (positives < MinRowsPerClass || set.Count - positives < MinRowsPerClass)
        {
            throw new LearningException(
                $"Of {set.Count} labelled rows {positives} are positive and {set.Count - positives} negative: at least {MinRowsPerClass} "
                    + "of each are needed. "
                    + "Wait for more labels, or take in a longer period."
            );
        }
    }
}
