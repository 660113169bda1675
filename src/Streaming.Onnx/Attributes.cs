using System.Runtime.InteropServices;
using Google.Protobuf;
using Kind = Streaming.Onnx.AttributeProto.Types.AttributeType;

namespace Streaming.Onnx;

/// <summary>Makes a node's attributes.</summary>
static class Attributes
{
    internal static AttributeProto Of(string name, long value) =>
        new()
        {
            Name = name,
            Type = Kind.Int,
            I = value,
        };

    internal static AttributeProto Of(string name, string value) =>
        new()
        {
            Name = name,
            Type = Kind.String,
            S = ByteString.CopyFromUtf8(value),
        };

    internal static AttributeProto Of(string name, IEnumerable<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = Kind.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    internal static AttributeProto Of(string name, IEnumerable<string> values)
    {
        var attribute = new AttributeProto { Name = name, Type = Kind.Strings };
        attribute.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    /// <summary>A vector of doubles; raw tensor data is little-endian, as every platform .NET 10 runs on here.</summary>
    internal static AttributeProto Of(string name, double[] values)
    {
        var tensor = new TensorProto
        {
            DataType = (int)TensorProto.Types.DataType.Double,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<double>(values)),
        };
        tensor.Dims.Add(values.Length);
        return new AttributeProto
        {
            Name = name,
            Type = Kind.Tensor,
            T = tensor,
        };
    }
}
