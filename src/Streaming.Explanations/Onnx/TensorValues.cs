using System.Buffers.Binary;
using Streaming.Onnx;
using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Explanations.Onnx;

/// <summary>The numbers of a tensor that stands in the file, whichever way it was written.</summary>
static class TensorValues
{
    /// <exception cref="ExplanationException">Of another type, cut short, or kept in another file.</exception>
    internal static double[] Of(TensorProto tensor, string name)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.Default)
            throw new ExplanationException($"The model keeps {name} in another file. Save it as one file.");
        var kind = (Kind)tensor.DataType;
        var raw = tensor.RawData.Span;
        return raw.Length > 0
            ? Raw(kind, raw, name)
            : kind switch
            {
                Kind.Float => [.. tensor.FloatData.Select(v => (double)v)],
                Kind.Double => [.. tensor.DoubleData],
                Kind.Int64 => [.. tensor.Int64Data.Select(v => (double)v)],
                Kind.Uint8 or Kind.Int32 => [.. tensor.Int32Data.Select(v => (double)v)],
                Kind.Float16 => [.. tensor.Int32Data.Select(v => (double)BitConverter.UInt16BitsToHalf((ushort)v))],
                _ => throw Unknown(tensor.DataType, name),
            };
    }

    static double[] Raw(Kind kind, ReadOnlySpan<byte> raw, string name)
    {
        var size = kind switch
        {
            Kind.Uint8 => 1,
            Kind.Float16 => 2,
            Kind.Float or Kind.Int32 => 4,
            Kind.Double or Kind.Int64 => 8,
            _ => throw Unknown((int)kind, name),
        };
        if (raw.Length % size != 0)
            throw new ExplanationException($"The model is damaged: {name} has {raw.Length} bytes, no whole number of values.");
        var values = new double[raw.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var at = raw.Slice(i * size, size);
            values[i] = kind switch
            {
                Kind.Uint8 => at[0],
                Kind.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
                Kind.Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                Kind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                Kind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(at),
            };
        }

        return values;
    }

    static ExplanationException Unknown(int kind, string name) =>
        new($"The model's {name} is a tensor of type {kind} (ONNX's number); numbers were expected.");
}
