using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.LightGbm;
using Streaming.Learning.Onnx;

namespace Streaming.Learning.Training;

/// <summary>Grows a model from labelled rows and judges one on others.</summary>
public static class Trainer
{
    /// <summary>Below this many rows of either class there is nothing to learn from that would hold for other rows.</summary>
    public const int MinRowsPerClass = 10;

    /// <summary>Grows gradient-boosted trees with LightGBM and writes them as ONNX.</summary>
    /// <param name="set">Rows to learn from.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told in a few words what begins.</param>
    /// <exception cref="LearningException">Too few rows of a class, or an option out of its range.</exception>
    public static TrainedModel Train(TrainingSet set, TrainerOptions options, IProgress<string>? progress = null)
    {
        options.Check();
        CheckRows(set);
        progress?.Report($"growing {options.Trees} trees from {set.Count} rows");
        var booster = LightGbmBooster.Grow(set, options);
        progress?.Report("writing ONNX");
        var ensemble = booster.ToEnsemble(set, options);
        var content = ModelContent.FromBytes(TreeEnsembleOnnxWriter.Write(ensemble));
        return new TrainedModel(content, ensemble, options, booster.Importance(set.FeatureNames));
    }

    /// <summary>Scores the rows as the pipeline would, with the ONNX file itself, and judges the scores.</summary>
    /// <exception cref="ModelException">The model is not for these features.</exception>
    public static EvaluationReport Evaluate(ModelContent content, TrainingSet set)
    {
        using var model = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        model.CheckFeatures(set.FeatureNames);
        return EvaluationReport.Of(Score(model, set), set);
    }

    static float[] Score(OnnxModel model, TrainingSet set)
    {
        const int batch = 4096;
        var scores = new float[set.Count];
        for (var from = 0; from < set.Count; from += batch)
        {
            var rows = Math.Min(batch, set.Count - from);
            model.Score(set.Features.AsSpan(from * model.FeatureCount, rows * model.FeatureCount), rows, scores.AsSpan(from, rows));
        }

        return scores;
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
