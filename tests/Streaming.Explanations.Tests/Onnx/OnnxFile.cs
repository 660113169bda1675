using System.Runtime.InteropServices;
using Google.Protobuf;
using Streaming.Onnx;
using Kind = Streaming.Onnx.AttributeProto.Types.AttributeType;

namespace Streaming.Explanations.Tests.Onnx;

/// <summary>A graph of a few operators from the input <c>x</c>, a float matrix, to the output <c>y</c>.</summary>
sealed class OnnxFile
{
    readonly ModelProto _model = new()
    {
        IrVersion = 10,
        Graph = new GraphProto { Name = "test" },
    };

    internal OnnxFile(int? columns, int version = 3)
    {
        _model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = version });
        _model.Graph.Input.Add(Matrix("x", columns));
    }

    internal ModelProto Model => _model;

    internal OnnxFile Node(string type, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto
        {
            OpType = type,
            Name = $"{type}_{_model.Graph.Node.Count}",
            Domain = type.StartsWith("Tree", StringComparison.Ordinal) ? "ai.onnx.ml" : "",
        };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        _model.Graph.Node.Add(node);
        return this;
    }

    internal byte[] ToBytes(int? outputColumns = 1)
    {
        _model.Graph.Output.Add(Matrix("y", outputColumns));
        return _model.ToByteArray();
    }

    internal static AttributeProto Floats(string name, IEnumerable<float> values)
    {
        var attribute = new AttributeProto { Name = name, Type = Kind.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    internal static AttributeProto Tensor(string name, float[] values)
    {
        var tensor = new TensorProto
        {
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
        };
        tensor.Dims.Add(values.Length);
        return new AttributeProto
        {
            Name = name,
            Type = Kind.Tensor,
            T = tensor,
        };
    }

    internal static AttributeProto Tensor(string name, byte[] values)
    {
        var tensor = new TensorProto { DataType = (int)TensorProto.Types.DataType.Uint8, RawData = ByteString.CopyFrom(values) };
        tensor.Dims.Add(values.Length);
        return new AttributeProto
        {
            Name = name,
            Type = Kind.Tensor,
            T = tensor,
        };
    }

    static ValueInfoProto Matrix(string name, int? columns)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "rows" });
        shape.Dim.Add(
            columns is { } known
                ? new TensorShapeProto.Types.Dimension { DimValue = known }
                : new TensorShapeProto.Types.Dimension { DimParam = "columns" }
        );
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape },
            },
        };
    }
}
