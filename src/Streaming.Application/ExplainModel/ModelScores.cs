using System.Buffers;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Topology;

namespace Streaming.Application.ExplainModel;

/// <summary>Scores of a model of any kind, for methods that ask for nothing else.</summary>
static class ModelScores
{
    /// <summary>Scores rows; may be called from several threads at once.</summary>
    /// <param name="model">Scores.</param>
    /// <param name="rows">Row-major.</param>
    /// <param name="scores">Receives one a row.</param>
    /// <exception cref="StreamingException">The model fails on them.</exception>
    public static void Of(OnnxModel model, ReadOnlySpan<float> rows, Span<double> scores)
    {
        var own = ArrayPool<float>.Shared.Rent(scores.Length);
        try
        {
            model.Score(rows, scores.Length, own.AsSpan(0, scores.Length));
            for (var i = 0; i < scores.Length; i++)
                scores[i] = own[i];
        }
        catch (ModelRunException e)
        {
            throw new StreamingException(
                $"The model fails on rows that are made of those of the data and of the background: {e.Cause}. "
                    + (
                        Lacks(rows)
                            ? "Some of them lack values, which it does not take: leave out rows with empty cells, or fill these in."
                            : "Give both values that it takes, in every column and together."
                    ),
                e
            );
        }
        finally
        {
            ArrayPool<float>.Shared.Return(own);
        }
    }

    static bool Lacks(ReadOnlySpan<float> rows)
    {
        foreach (var value in rows)
        {
            if (float.IsNaN(value))
                return true;
        }

        return false;
    }
}
