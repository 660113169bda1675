using System.Globalization;
using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Streaming.Inference.Signatures;

namespace Streaming.Inference.Onnx;

/// <summary>An input that is not the matrix of features as it is: columns of it, of some type, some number of rows at once.</summary>
abstract class InputBuffer(ModelInput input)
{
    internal string Name => input.Name;

    internal static InputBuffer Of(ModelInput input, int column) =>
        input.Type switch
        {
            NumberType.Float32 => new Reals<float>(input, column, v => v),
            NumberType.Float64 => new Reals<double>(input, column, v => v),
            NumberType.Int32 => new Wholes<int>(input, column),
            _ => new Wholes<long>(input, column),
        };

    /// <summary>Memory for that many rows, as the session takes it.</summary>
    internal abstract OrtValue Allocate(int rows);

    /// <summary>Takes its columns out of the matrix. Rows that are wanted beside those that there are repeat the last one.</summary>
    /// <param name="matrix">Row-major.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="from">First row to take.</param>
    /// <param name="count">How many.</param>
    /// <param name="wanted">How many the session takes.</param>
    internal abstract void Fill(ReadOnlySpan<float> matrix, int width, int from, int count, int wanted);

    abstract class Typed<T>(ModelInput input, int column) : InputBuffer(input)
        where T : unmanaged
    {
        readonly ModelInput _input = input;
        readonly int _own = input.Features.Count;
        T[] _values = [];

        internal override OrtValue Allocate(int rows)
        {
            if (_values.Length < rows * _own)
                _values = ScoreBuffer.Allocate<T>(rows * _own);
            return OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance,
                _values.AsMemory(0, rows * _own),
                _input.IsVector ? [rows] : [rows, _own]
            );
        }

        internal override void Fill(ReadOnlySpan<float> matrix, int width, int from, int count, int wanted)
        {
            for (var row = 0; row < count; row++)
            {
                var values = matrix.Slice((from + row) * width + column, _own);
                for (var i = 0; i < values.Length; i++)
                    _values[row * _own + i] = Convert(values[i], i);
            }

            var last = _values.AsSpan((count - 1) * _own, _own);
            for (var row = count; row < wanted; row++)
                last.CopyTo(_values.AsSpan(row * _own, _own));
        }

        protected abstract T Convert(float value, int feature);
    }

    sealed class Reals<T>(ModelInput input, int column, Func<float, T> convert) : Typed<T>(input, column)
        where T : unmanaged
    {
        protected override T Convert(float value, int feature) => convert(value);
    }

    sealed class Wholes<T>(ModelInput input, int column) : Typed<T>(input, column)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        readonly ModelInput _input = input;

        /// <summary>Rounding would be another row than the one that was recorded.</summary>
        protected override T Convert(float value, int feature) =>
            float.IsInteger(value) && value >= float.CreateChecked(T.MinValue) && value < float.CreateChecked(T.MaxValue)
                ? T.CreateChecked(value)
                : throw new NoScoreException(
                    $"its input '{_input.Name}' takes whole numbers ({_input.Type.ToString().ToLowerInvariant()}), and the feature "
                        + $"{_input.Features[feature]} is {(float.IsNaN(value) ? "missing" : value.ToString(CultureInfo.InvariantCulture))}"
                );
    }
}
