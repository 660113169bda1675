using Streaming.Learning.Linear;
using Streaming.Learning.Scorers;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Onnx;

/// <summary>Writes a model as ONNX: what its raw score is made of, then its steps.</summary>
public static class OnnxWriter
{
    /// <summary>The bytes of the ONNX file; the same model gives the same bytes.</summary>
    public static byte[] Write(ScoringModel model)
    {
        var graph = new ScorerGraph();
        switch (model)
        {
            case TreeEnsemble trees:
                TreeEnsembleOnnxWriter.AppendTo(graph, trees);
                break;
            case LinearModel linear:
                LinearOnnxWriter.AppendTo(graph, linear);
                break;
            default:
                throw new ArgumentException($"Nothing writes a {model.GetType().Name} as ONNX.", nameof(model));
        }

        foreach (var step in model.Steps)
            step.AppendTo(graph);
        return graph.ToBytes(model.FeatureNames);
    }
}
