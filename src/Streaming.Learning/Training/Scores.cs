using Streaming.Inference.Onnx;
using Streaming.Learning.Data;

namespace Streaming.Learning.Training;

/// <summary>What a model makes of rows, in batches as the pipeline would.</summary>
static class Scores
{
    internal static float[] Of(OnnxModel model, TrainingSet set)
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
}
