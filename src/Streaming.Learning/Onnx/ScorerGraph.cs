using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Streaming.Inference.Onnx;
using Streaming.Onnx;

namespace Streaming.Learning.Onnx;

/// <summary>
/// An ONNX graph under construction, from the input <c>features</c> (float [rows, features]) to the output <c>score</c>
/// (float [rows, 1]), as Streaming.Inference expects it.
/// </summary>
sealed class ScorerGraph
{
    const string Input = "features";
    const string Output = "score";

    /// <summary>ONNX 1.12's format version and operator sets: old enough for every runtime in use, and all that is needed.</summary>
    const long FormatVersion = 8,
        OperatorSet = 17,
        MachineLearningOperatorSet = 3;

    readonly GraphProto _graph = new() { Name = "scorer" };

    /// <summary>What the last operator gave.</summary>
    internal string Last { get; private set; } = Input;

    /// <summary>Appends an operator that takes what the last one gave.</summary>
    internal void Append(string operation, string domain, params AttributeProto[] attributes) => Add(operation, [Last], domain, attributes);

    /// <summary>Appends an operator that takes what the last one gave, and a constant.</summary>
    internal void Append(string operation, string domain, string constant) => Add(operation, [Last, constant], domain);

    /// <summary>Adds an operator with inputs of its own; what it gives first is the last now.</summary>
    /// <returns>The names of its outputs.</returns>
    internal IReadOnlyList<string> Add(
        string operation,
        IReadOnlyList<string> inputs,
        string domain = "",
        AttributeProto[]? attributes = null,
        int outputs = 1
    )
    {
        var node = new NodeProto
        {
            OpType = operation,
            Domain = domain,
            Name = $"{operation}_{_graph.Node.Count}",
        };
        node.Input.AddRange(inputs);
        node.Attribute.AddRange(attributes ?? []);
        _graph.Node.Add(node);
        node.Output.AddRange(Enumerable.Range(0, outputs).Select(i => i == 0 ? node.Name : $"{node.Name}_{i}"));
        Last = node.Name;
        return [.. node.Output];
    }

    /// <summary>A row of constants, [1, values]; the graph's arithmetic repeats it for every row.</summary>
    internal string Constant(double[] values) =>
        Constant(TensorProto.Types.DataType.Double, MemoryMarshal.AsBytes<double>(values), values.Length);

    /// <inheritdoc cref="Constant(double[])"/>
    internal string Constant(float[] values) =>
        Constant(TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes<float>(values), values.Length);

    string Constant(TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, int count)
    {
        var tensor = new TensorProto
        {
            Name = $"constant_{_graph.Initializer.Count}",
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
        };
        tensor.Dims.AddRange([1, count]);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>The file's bytes; the same graph gives the same bytes.</summary>
    internal byte[] ToBytes(IReadOnlyList<string> featureNames)
    {
        _graph.Node[^1].Output[0] = Output;
        _graph.Input.Add(FloatMatrix(Input, featureNames.Count));
        _graph.Output.Add(FloatMatrix(Output, 1));
        var model = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "streaming",
            Graph = _graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = MachineLearning, Version = MachineLearningOperatorSet });
        model.MetadataProps.Add(new StringStringEntryProto { Key = OnnxModel.FeaturesKey, Value = JsonSerializer.Serialize(featureNames) });
        return model.ToByteArray();
    }

    internal const string MachineLearning = "ai.onnx.ml";

    static ValueInfoProto FloatMatrix(string name, int columns)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "rows" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = columns });
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = tensor },
        };
    }
}
