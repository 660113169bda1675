using Streaming.Inference.Onnx;
using Streaming.Learning.Data;

namespace Streaming.Learning.Training;

/// <summary>What a model makes of rows, in batches as the pipeline would.</summary>
static class Scores
{
    internal static float[] Of(OnnxModel model, TrainingSet set) => Of(model, set.Features, set.Count);

    /// <param name="model">Scores.</param>
    /// <param name="features">Row-major.</param>
    /// <param name="count">Rows.</param>
    internal static float[] Of(OnnxModel model, float[] features, int count)
    {
        const int batch = 4096;
        var scores = new float[count];
        for (var from = 0; from < count; from += batch)
        {
            var rows = Math.Min(batch, count - from);
            model.Score(features.AsSpan(from * model.FeatureCount, rows * model.FeatureCount), rows, scores.AsSpan(from, rows));
        }

        return scores;
    }
}
