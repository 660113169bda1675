using Microsoft.ML.OnnxRuntime;
using Streaming.Inference.Models;
using Streaming.Inference.Signatures;

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
        var rows = signature.BatchRows ?? Rows;
        var output = signature.Output;
        long[] wanted = output.IsVector ? [rows] : [rows, output.Columns];
        try
        {
            var found = OutputShape(session, signature, rows);
            if (!found.SequenceEqual(wanted))
            {
                throw new ModelException(
                    $"Model {hash}: output '{output.Name}' is declared as {Declared(session, signature)} and comes out as "
                        + $"{Text(found)} for {rows} rows, where {Text(wanted)} is expected. {Cure}"
                );
            }

            using var buffer = new ScoreBuffer(session, signature);
            buffer.Prepare(rows).Clear();
            buffer.Run(new float[rows]);
        }
        catch (NoScoreException)
        {
            // A row of zeros is none that was recorded: it need not have a score.
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(
                $"Model {hash} cannot score {rows} rows of {signature.Features.Count} features: {SessionFactory.FirstLine(e.Message)}. "
                    + $"Its output '{output.Name}' is declared as {Declared(session, signature)}, and {Text(wanted)} is "
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

    /// <summary>A model that gave no score for a row.</summary>
    internal static ModelRunException Failed(string hash, int rows, NoScoreException e) =>
        new(
            $"Model {hash} gives no score on a batch of {rows} rows: {e.Message}. Give the topology a feature that is never missing, or "
                + "put "
                + "another version to use.",
            e.Message,
            e
        );

    const string Cure = "Export it again with an open first dimension of input and output (in PyTorch: dynamic_axes for both).";

    static long[] OutputShape(InferenceSession session, ModelSignature signature, int rows) =>
        Trial.Run(session, signature.Inputs, rows, [signature.Output.Read])[0].Shape;

    static string Declared(InferenceSession session, ModelSignature signature) =>
        ConventionalSignature.Shape(session.OutputMetadata[signature.Output.Read].Dimensions);

    static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
