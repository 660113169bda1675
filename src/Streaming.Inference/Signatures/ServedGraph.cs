using Google.Protobuf;
using Streaming.Onnx;
using Streaming.Onnx.Reading;
using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Inference.Signatures;

/// <summary>
/// The part of a model that a score needs: its graph with the tensors that are read as its only outputs. Sequences of maps, which cost an
/// object a row and class, need not be made so, nor labels that nobody reads.
/// </summary>
static class ServedGraph
{
    /// <summary>The bytes to run.</summary>
    internal static byte[] Of(ModelProto model, IReadOnlyList<(string Tensor, Kind? Type)> outputs)
    {
        var served = model.Clone();
        var graph = served.Graph;
        graph.Output.Clear();
        foreach (var (tensor, type) in outputs)
        {
            var value = new ValueInfoProto { Name = tensor };
            if (type is { } known)
                value.Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)known } };
            graph.Output.Add(value);
        }

        Prune(graph, outputs.Select(o => o.Tensor));
        return served.ToByteArray();
    }

    /// <summary>Of a file that was found to be harmless before.</summary>
    internal static byte[] Of(ReadOnlySpan<byte> file, ModelOutput output) => Of(OnnxFile.Read(file), [(output.Read, KindOf(output.Type))]);

    static Kind KindOf(NumberType type) =>
        type switch
        {
            NumberType.Float32 => Kind.Float,
            NumberType.Float64 => Kind.Double,
            NumberType.Int32 => Kind.Int32,
            _ => Kind.Int64,
        };

    /// <summary>Leaves the operators that the outputs need.</summary>
    static void Prune(GraphProto graph, IEnumerable<string> outputs)
    {
        var makers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output)
                makers.TryAdd(output, node);
        }

        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(outputs);
        while (open.TryPop(out var name))
        {
            if (!makers.TryGetValue(name, out var node) || !needed.Add(node))
                continue;
            foreach (var input in InputsOf(node))
                open.Push(input);
        }

        var kept = graph.Node.Where(needed.Contains).ToList();
        graph.Node.Clear();
        graph.Node.Add(kept);
    }

    /// <summary>What it reads, and what the graphs within it read.</summary>
    static IEnumerable<string> InputsOf(NodeProto node) =>
        node.Input.Concat(
            node.Attribute.SelectMany(a => a.G is { } one ? a.Graphs.Append(one) : a.Graphs)
                .SelectMany(g => g.Node.SelectMany(InputsOf).Concat(g.Output.Select(o => o.Name)))
        );
}
