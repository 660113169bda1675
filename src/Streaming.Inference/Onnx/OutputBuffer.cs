using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Streaming.Inference.Signatures;

namespace Streaming.Inference.Onnx;

/// <summary>Where a session writes the output that the score is made of.</summary>
abstract class OutputBuffer
{
    internal static OutputBuffer Of(ModelOutput output) =>
        output.Type switch
        {
            NumberType.Float32 => new Floats(output),
            NumberType.Float64 => new Typed<double>(output),
            NumberType.Int32 => new Typed<int>(output),
            _ => new Typed<long>(output),
        };

    /// <summary>Memory for that many rows, as the session takes it.</summary>
    internal abstract OrtValue Allocate(int rows);

    /// <summary>A value, row-major.</summary>
    internal abstract double this[int index] { get; }

    internal class Typed<T>(ModelOutput output) : OutputBuffer
        where T : unmanaged, INumber<T>
    {
        protected T[] Values { get; private set; } = [];

        internal override double this[int index] => double.CreateTruncating(Values[index]);

        internal override OrtValue Allocate(int rows)
        {
            var length = checked(rows * output.Columns);
            if (Values.Length < length)
                Values = ScoreBuffer.Allocate<T>(length);
            return OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance,
                Values.AsMemory(0, length),
                output.IsVector ? [rows] : [rows, output.Columns]
            );
        }
    }

    /// <summary>What models trained here give: it is read without a detour.</summary>
    internal sealed class Floats(ModelOutput output) : Typed<float>(output)
    {
        internal ReadOnlySpan<float> Span => Values;
    }
}
