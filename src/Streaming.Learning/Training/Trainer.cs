using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Algorithms;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Onnx;

namespace Streaming.Learning.Training;

/// <summary>Grows a model from labelled rows and judges one on others.</summary>
public static class Trainer
{
    /// <summary>Below this many rows of either class there is nothing to learn from that would hold for other rows.</summary>
    public const int MinRowsPerClass = 10;

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
        var grown = Grow(set, options, progress);
        progress?.Report("writing ONNX");
        var model = grown.ToModel();
        var content = ModelContent.FromBytes(OnnxWriter.Write(model));
        using var onnx = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var tolerance = GrowerTable.Of(options.Algorithm).Tolerance;
        var parity = Parity.Prove(onnx, grown.Probabilities(set), set, "training", tolerance);
        if (later is not null)
            parity = Math.Max(parity, Parity.Prove(onnx, grown.Probabilities(later), later, "test", tolerance));
        return new TrainedModel(content, model, options, grown.Importance, parity);
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
