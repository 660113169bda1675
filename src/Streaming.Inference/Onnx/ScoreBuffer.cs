using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference.Onnx;

/// <summary>
/// Pinned memory that a session reads features from and writes scores to, bound to it once per batch size: a run with
/// as many rows as the last one allocates nothing. Used by one caller at a time.
/// </summary>
sealed class ScoreBuffer(InferenceSession session, ModelSignature signature) : IDisposable
{
    readonly RunOptions _run = new();
    float[] _features = [];
    float[] _scores = [];
    int _rows = -1;
    OrtIoBinding? _binding;

    /// <summary>Memory for that many rows of features, row-major; the caller fills it, then runs.</summary>
    internal Span<float> Prepare(int rows)
    {
        if (rows != _rows)
            Bind(rows);
        return _features.AsSpan(0, rows * signature.FeatureCount);
    }

    /// <summary>Scores the rows that were filled in since <see cref="Prepare"/>.</summary>
    internal void Run(Span<float> scores)
    {
        session.RunWithBinding(_run, _binding!);
        var columns = signature.ScoreColumns;
        if (columns == 1)
        {
            _scores.AsSpan(0, _rows).CopyTo(scores);
            return;
        }

        for (var row = 0; row < _rows; row++)
            scores[row] = _scores[row * columns + columns - 1];
    }

    void Bind(int rows)
    {
        // Whatever fails half-way, the next run must bind again.
        _rows = -1;
        Unbind();
        Grow(ref _features, rows * signature.FeatureCount);
        Grow(ref _scores, rows * signature.ScoreColumns);

        var outputShape = (long[])signature.OutputShape.Clone();
        outputShape[0] = rows;
        _binding = session.CreateIoBinding();

        // The binding keeps the values alive by itself; they point into arrays that this object holds and that never move.
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance,
            _features.AsMemory(0, rows * signature.FeatureCount),
            [rows, signature.FeatureCount]
        );
        using var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance,
            _scores.AsMemory(0, rows * signature.ScoreColumns),
            outputShape
        );
        _binding.BindInput(signature.InputName, input);
        _binding.BindOutput(signature.OutputName, output);
        _rows = rows;
    }

    static void Grow(ref float[] array, int length)
    {
        if (array.Length < length)
            array = GC.AllocateUninitializedArray<float>((int)BitOperations.RoundUpToPowerOf2((uint)length), pinned: true);
    }

    void Unbind()
    {
        _binding?.Dispose();
        _binding = null;
    }

    public void Dispose()
    {
        Unbind();
        _run.Dispose();
    }
}
