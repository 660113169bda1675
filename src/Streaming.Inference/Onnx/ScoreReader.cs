using System.Globalization;
using Streaming.Inference.Signatures;
using Streaming.Topology.Model;

namespace Streaming.Inference.Onnx;

/// <summary>Makes scores of what a model gives: in double precision, rounded once.</summary>
sealed class ScoreReader(ModelSignature signature)
{
    readonly int _columns = signature.Output.Columns;
    readonly int _column = signature.Output.Column;

    /// <param name="output">What the model gave, at least as many rows as there are scores.</param>
    /// <param name="features">The rows that it was given.</param>
    /// <param name="scores">Receives one score a row.</param>
    /// <exception cref="NoScoreException">A score would be no number.</exception>
    internal void Read(OutputBuffer output, ReadOnlySpan<float> features, Span<float> scores)
    {
        if (signature.Transform == ScoreTransform.None && output is OutputBuffer.Floats floats)
            Copy(floats.Span, scores);
        else
            Transform(output, features, scores);
        foreach (var score in scores)
        {
            if (!float.IsFinite(score))
                throw new NoScoreException($"it gives {score.ToString(CultureInfo.InvariantCulture)}, which is no score");
        }
    }

    void Copy(ReadOnlySpan<float> values, Span<float> scores)
    {
        if (_columns == 1)
        {
            values[..scores.Length].CopyTo(scores);
            return;
        }

        for (var row = 0; row < scores.Length; row++)
            scores[row] = values[row * _columns + _column];
    }

    void Transform(OutputBuffer output, ReadOnlySpan<float> features, Span<float> scores)
    {
        for (var row = 0; row < scores.Length; row++)
        {
            var first = row * _columns;
            var value = output[first + _column];
            scores[row] = (float)(
                signature.Transform switch
                {
                    ScoreTransform.Sigmoid => 1 / (1 + Math.Exp(-value)),
                    ScoreTransform.Softmax => Softmax(output, first),
                    ScoreTransform.Negate => -value,
                    ScoreTransform.ReconstructionError => Error(output, first, features.Slice(first, _columns)),
                    _ => value,
                }
            );
        }
    }

    /// <summary>1 / Σ e^(x_j - x): as large as exponents are, nothing overflows to what is no number.</summary>
    double Softmax(OutputBuffer output, int first)
    {
        var sum = 0.0;
        for (var column = 0; column < _columns; column++)
            sum += Math.Exp(output[first + column] - output[first + _column]);
        return 1 / sum;
    }

    static double Error(OutputBuffer output, int first, ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        for (var column = 0; column < row.Length; column++)
        {
            var difference = row[column] - output[first + column];
            sum += difference * difference;
        }

        return sum / row.Length;
    }
}
