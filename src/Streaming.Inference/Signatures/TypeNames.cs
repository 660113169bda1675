using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Inference.Signatures;

/// <summary>ONNX's types in words.</summary>
static class TypeNames
{
    internal static string Of(Kind kind) =>
        kind switch
        {
            Kind.Float => "float32",
            Kind.Double => "float64",
            _ when Enum.IsDefined(kind) => kind.ToString().ToLowerInvariant(),
            _ => $"numbers of a type ({(int)kind}) that ONNX does not know",
        };
}
