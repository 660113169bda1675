using Microsoft.ML.OnnxRuntime;
using Streaming.Inference.Models;

namespace Streaming.Inference.Onnx;

/// <summary>
/// One run of a model as it is loaded: what a graph declares of its output is only a claim, and one that is wrong shall be
/// told before the model is in use.
/// </summary>
static class ModelProbe
{
    /// <summary>Not one, which a model exported for single rows would get right.</summary>
    const int Rows = 2;

    /// <exception cref="ModelException">The model fails, or gives an output of another shape than it declares.</exception>
    internal static void Run(InferenceSession session, ModelSignature signature, string hash)
    {
        long[] wanted = [.. signature.OutputShape];
        wanted[0] = Rows;
        try
        {
            var found = OutputShape(session, signature);
            if (!found.SequenceEqual(wanted))
            {
                throw new ModelException(
                    $"Model {hash}: output '{signature.OutputName}' is declared as {Declared(session, signature)} and comes out as "
                        + $"{Text(found)} for {Rows} rows, where {Text(wanted)} is expected. {Cure}"
                );
            }

            using var buffer = new ScoreBuffer(session, signature);
            buffer.Prepare(Rows).Clear();
            buffer.Run(new float[Rows]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(
                $"Model {hash} cannot score {Rows} rows of {signature.FeatureCount} features: {SessionFactory.FirstLine(e.Message)}. "
                    + $"Its output '{signature.OutputName}' is declared as {Declared(session, signature)}, and {Text(wanted)} is "
                    + $"expected. {Cure}",
                e
            );
        }
    }

    /// <summary>A model that failed on a batch although it could be loaded.</summary>
    internal static ModelRunException Failed(string hash, int rows, OnnxRuntimeException e)
    {
        var cause = SessionFactory.FirstLine(e.Message);
        return new ModelRunException(
            $"Model {hash} fails on a batch of {rows} rows: {cause}. Export it again so that it takes any number of rows, or put another "
                + "version to use.",
            cause,
            e
        );
    }

    const string Cure = "Export it again with an open first dimension of input and output (in PyTorch: dynamic_axes for both).";

    static long[] OutputShape(InferenceSession session, ModelSignature signature)
    {
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(new float[Rows * signature.FeatureCount], [Rows, signature.FeatureCount]);
        using var outputs = session.Run(run, [signature.InputName], [input], [signature.OutputName]);
        return outputs[0].GetTensorTypeAndShape().Shape;
    }

    static string Declared(InferenceSession session, ModelSignature signature) =>
        ModelSignature.Shape(session.OutputMetadata[signature.OutputName].Dimensions);

    static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
