using Google.Protobuf;
using Streaming.Onnx;

namespace Streaming.Inference.Tests;

/// <summary>Small graphs as other exporters write them.</summary>
static class HandMadeModel
{
    public const int Float = (int)TensorProto.Types.DataType.Float,
        Int64 = (int)TensorProto.Types.DataType.Int64,
        Float64 = (int)TensorProto.Types.DataType.Double;

    /// <summary>A two-class classifier without ZipMap: p(1) is 0.9 where the only feature is above 0.5, else 0.2.</summary>
    public static byte[] Classifier(string probabilities = "probabilities")
    {
        var node = new NodeProto { OpType = "TreeEnsembleClassifier", Domain = "ai.onnx.ml" };
        node.Input.Add("X");
        node.Output.Add(["label", probabilities]);
        node.Attribute.AddRange([
            Ints("nodes_treeids", 0, 0, 0),
            Ints("nodes_nodeids", 0, 1, 2),
            Ints("nodes_featureids", 0, 0, 0),
            Strings("nodes_modes", "BRANCH_LEQ", "LEAF", "LEAF"),
            Floats("nodes_values", 0.5f, 0, 0),
            Ints("nodes_truenodeids", 1, 0, 0),
            Ints("nodes_falsenodeids", 2, 0, 0),
            Ints("class_treeids", 0, 0, 0, 0),
            Ints("class_nodeids", 1, 1, 2, 2),
            Ints("class_ids", 0, 1, 0, 1),
            Floats("class_weights", 0.8f, 0.2f, 0.1f, 0.9f),
            Ints("classlabels_int64s", 0, 1),
        ]);
        return Model(node, [Value("X", Float, -1, 1)], [Value("label", Int64, -1), Value(probabilities, Float, -1, 2)]);
    }

    /// <summary>Gives its input back under the output's shape, which may be a lie.</summary>
    public static byte[] Identity(ValueInfoProto input, ValueInfoProto output, string? features = null)
    {
        var node = new NodeProto { OpType = "Identity" };
        node.Input.Add(input.Name);
        node.Output.Add(output.Name);
        return Model(node, [input], [output], features);
    }

    /// <summary>The greatest of all rows.</summary>
    public static byte[] Reduced(ValueInfoProto input, ValueInfoProto output)
    {
        var node = new NodeProto { OpType = "ReduceMax" };
        node.Input.Add(input.Name);
        node.Output.Add(output.Name);
        node.Attribute.Add(Ints("axes", 0));
        return Model(node, [input], [output]);
    }

    /// <summary>Gives its input back where it has that many rows, and fails where it has not.</summary>
    public static byte[] OnlyFor(int rows, ValueInfoProto input, ValueInfoProto output)
    {
        var shape = new NodeProto { OpType = "Constant" };
        shape.Output.Add("shape");
        shape.Attribute.Add(Ints("value_ints", rows, 1));
        var node = new NodeProto { OpType = "Reshape" };
        node.Input.Add([input.Name, "shape"]);
        node.Output.Add(output.Name);
        return Model(node, [input], [output], before: shape);
    }

    static byte[] Model(
        NodeProto node,
        ValueInfoProto[] inputs,
        ValueInfoProto[] outputs,
        string? features = null,
        NodeProto? before = null
    )
    {
        var graph = new GraphProto { Name = "hand-made" };
        if (before is not null)
            graph.Node.Add(before);
        graph.Node.Add(node);
        graph.Input.AddRange(inputs);
        graph.Output.AddRange(outputs);
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add([new OperatorSetIdProto { Version = 17 }, new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 3 }]);
        if (features is not null)
            model.MetadataProps.Add(new StringStringEntryProto { Key = "streaming.features", Value = features });
        return model.ToByteArray();
    }

    /// <summary>A dimension of -1 is left open.</summary>
    public static ValueInfoProto Value(string name, int type, params int[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(
            dimensions.Select(d =>
                d < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new TensorShapeProto.Types.Dimension { DimValue = d }
            )
        );
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape },
            },
        };
    }

    static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    static AttributeProto Floats(string name, params float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    static AttributeProto Strings(string name, params string[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }
}
