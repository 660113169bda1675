using Google.Protobuf;
using Streaming.Inference.Models;
using Streaming.Onnx;

namespace Streaming.Inference.Tests;

/// <summary>A model that looks its score up in a table by one feature, and throws where the feature lies beyond it.</summary>
static class PickyModel
{
    /// <summary>Scores a row with its feature / size, and throws on a row with a feature from size on.</summary>
    /// <param name="features">All features, in order.</param>
    /// <param name="feature">The one that counts.</param>
    /// <param name="size">The first whole number that is not in the table.</param>
    public static ModelContent Of(IReadOnlyList<string> features, string feature, int size)
    {
        var graph = new GraphProto { Name = "picky" };
        graph.Node.Add([
            Node("Constant", [], "column", Int("value_int", features.Index().First(f => f.Item == feature).Index)),
            Node("Constant", [], "table", Table(size)),
            Node("Gather", ["features", "column"], "values", Int("axis", 1)),
            Node("Cast", ["values"], "places", Int("to", HandMadeModel.Int64)),
            Node("Gather", ["table", "places"], "score", Int("axis", 0)),
        ]);
        graph.Input.Add(HandMadeModel.Value("features", HandMadeModel.Float, -1, features.Count));
        graph.Output.Add(HandMadeModel.Value("score", HandMadeModel.Float, -1));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return ModelContent.FromBytes(model.ToByteArray());
    }

    static NodeProto Node(string type, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type };
        node.Input.Add(inputs);
        node.Output.Add(output);
        node.Attribute.Add(attributes);
        return node;
    }

    static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Int,
            I = value,
        };

    static AttributeProto Table(int size)
    {
        var values = new AttributeProto { Name = "value_floats", Type = AttributeProto.Types.AttributeType.Floats };
        values.Floats.AddRange(Enumerable.Range(0, size).Select(i => (float)i / size));
        return values;
    }
}
