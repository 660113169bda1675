using System.Runtime.InteropServices;
using Google.Protobuf;
using Streaming.Onnx;
using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Inference.Tests.Foreign;

/// <summary>Puts an ONNX file together node by node, as a converter does.</summary>
sealed class GraphBuilder
{
    readonly GraphProto _graph = new() { Name = "graph" };
    readonly ModelProto _model;

    /// <param name="producer">What says that it wrote the file.</param>
    /// <param name="opset">Of ai.onnx.</param>
    /// <param name="machineLearning">Of ai.onnx.ml; 0: none.</param>
    /// <param name="format">The format's version.</param>
    public GraphBuilder(string producer, int opset = 15, int machineLearning = 3, int format = 8)
    {
        _model = new ModelProto
        {
            IrVersion = format,
            ProducerName = producer,
            ProducerVersion = "1.0",
            Graph = _graph,
        };
        _model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        if (machineLearning > 0)
            _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = machineLearning });
    }

    /// <summary>What is not asked for every day is changed here.</summary>
    public ModelProto Model => _model;

    /// <summary>A dimension of -1 is left open.</summary>
    public GraphBuilder Input(string name, Kind type, params long[] dimensions)
    {
        _graph.Input.Add(Value(name, type, dimensions));
        return this;
    }

    public GraphBuilder Output(string name, Kind type, params long[] dimensions)
    {
        _graph.Output.Add(Value(name, type, dimensions));
        return this;
    }

    /// <summary>A sequence of maps from classes to probabilities.</summary>
    public GraphBuilder MapsOutput(string name, Kind keys)
    {
        var map = new TypeProto.Types.Map
        {
            KeyType = (int)keys,
            ValueType = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)Kind.Float, Shape = new TensorShapeProto() },
            },
        };
        _graph.Output.Add(
            new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = new TypeProto { MapType = map } } },
            }
        );
        return this;
    }

    public GraphBuilder Node(string type, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto
        {
            OpType = type,
            Name = $"{type}_{_graph.Node.Count}",
            Domain = Learned.Contains(type) ? "ai.onnx.ml" : "",
        };
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        node.Attribute.Add(attributes);
        _graph.Node.Add(node);
        return this;
    }

    static readonly string[] Learned =
    [
        "TreeEnsembleClassifier",
        "TreeEnsembleRegressor",
        "TreeEnsemble",
        "LinearClassifier",
        "LinearRegressor",
        "Normalizer",
        "ZipMap",
        "Scaler",
        "ArrayFeatureExtractor",
        "Imputer",
    ];

    public GraphBuilder Weights(string name, float[] values, params long[] dimensions)
    {
        _graph.Initializer.Add(Tensor(name, Kind.Float, MemoryMarshal.AsBytes<float>(values), dimensions));
        return this;
    }

    public GraphBuilder Weights(string name, double[] values, params long[] dimensions)
    {
        _graph.Initializer.Add(Tensor(name, Kind.Double, MemoryMarshal.AsBytes<double>(values), dimensions));
        return this;
    }

    public GraphBuilder Weights(string name, long[] values, params long[] dimensions)
    {
        _graph.Initializer.Add(Tensor(name, Kind.Int64, MemoryMarshal.AsBytes<long>(values), dimensions));
        return this;
    }

    public byte[] ToBytes() => _model.ToByteArray();

    static TensorProto Tensor(string name, Kind type, ReadOnlySpan<byte> bytes, long[] dimensions)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
        };
        tensor.Dims.Add(dimensions);
        return tensor;
    }

    public static ValueInfoProto Value(string name, Kind type, params long[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(
            dimensions.Select(d =>
                d < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "batch" } : new TensorShapeProto.Types.Dimension { DimValue = d }
            )
        );
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape },
            },
        };
    }

    public static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Int,
            I = value,
        };

    public static AttributeProto Text(string name, string value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.String,
            S = ByteString.CopyFromUtf8(value),
        };

    public static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Floats(string name, params float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    public static AttributeProto Texts(string name, params string[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }
}
