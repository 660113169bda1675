using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Streaming.Inference.Signatures;

namespace Streaming.Inference.Onnx;

/// <summary>
/// Pinned memory that a session reads features from and writes its output to, bound to it once per batch size: a run with
/// as many rows as the last one allocates nothing. Used by one caller at a time.
/// </summary>
sealed class ScoreBuffer : IDisposable
{
    readonly InferenceSession _session;
    readonly ModelSignature _signature;
    readonly int _width;
    readonly ScoreReader _reader;
    readonly InputBuffer[] _inputs;
    readonly OutputBuffer _output;
    readonly RunOptions _run = new();

    /// <summary>Row-major; where the signature says so, it is the input itself.</summary>
    float[] _matrix = [];
    int _rows;
    int _boundRows = -1;
    OrtIoBinding? _binding;

    internal ScoreBuffer(InferenceSession session, ModelSignature signature)
    {
        _session = session;
        _signature = signature;
        _width = signature.Inputs.Sum(i => i.Features.Count);
        _reader = new ScoreReader(signature);
        _output = OutputBuffer.Of(signature.Output);
        var column = 0;
        _inputs = signature.IsDirect
            ? []
            : [.. signature.Inputs.Select(input => InputBuffer.Of(input, (column += input.Features.Count) - input.Features.Count))];
    }

    /// <summary>Memory for that many rows of features, row-major; the caller fills it, then runs.</summary>
    internal Span<float> Prepare(int rows)
    {
        var length = checked(rows * _width);
        if (_matrix.Length < length)
        {
            _boundRows = -1;
            _matrix = Allocate<float>(length);
        }

        _rows = rows;
        return _matrix.AsSpan(0, length);
    }

    /// <summary>Scores the rows that were filled in since <see cref="Prepare"/>.</summary>
    /// <exception cref="NoScoreException">A row's features are none that an input takes, or what comes out is no score.</exception>
    internal void Run(Span<float> scores)
    {
        var atOnce = _signature.BatchRows ?? _rows;
        for (var from = 0; from < _rows; from += atOnce)
        {
            var count = Math.Min(atOnce, _rows - from);
            Bind(atOnce);
            foreach (var input in _inputs)
                input.Fill(_matrix, _width, from, count, atOnce);
            _session.RunWithBinding(_run, _binding!);
            _reader.Read(_output, _matrix.AsSpan(from * _width, count * _width), scores.Slice(from, count));
        }
    }

    void Bind(int rows)
    {
        if (rows == _boundRows)
            return;
        // Whatever fails half-way, the next run must bind again.
        _boundRows = -1;
        Unbind();
        _binding = _session.CreateIoBinding();

        // The binding keeps the values alive by itself; they point into arrays that this object holds and that never move.
        if (_signature.IsDirect)
        {
            using var value = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance,
                _matrix.AsMemory(0, rows * _width),
                [rows, _width]
            );
            _binding.BindInput(_signature.Inputs[0].Name, value);
        }

        foreach (var input in _inputs)
        {
            using var value = input.Allocate(rows);
            _binding.BindInput(input.Name, value);
        }

        using var output = _output.Allocate(rows);
        _binding.BindOutput(_signature.Output.Read, output);
        _boundRows = rows;
    }

    /// <summary>Memory that never moves, with room to grow.</summary>
    internal static T[] Allocate<T>(int length)
        where T : unmanaged => GC.AllocateUninitializedArray<T>((int)BitOperations.RoundUpToPowerOf2((uint)length), pinned: true);

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
