using Streaming.Onnx;
using Streaming.Onnx.Reading;
using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Inference.Signatures;

/// <summary>An output that a score can be made of.</summary>
/// <param name="Name">In the graph.</param>
/// <param name="Tensor">What is read: the output itself, or what a ZipMap makes it of.</param>
/// <param name="Type">Of its numbers, as far as the graph says.</param>
/// <param name="Classes">Of its columns, as far as the graph says.</param>
sealed record OutputCandidate(string Name, string Tensor, Kind? Type, Classes? Classes)
{
    /// <summary>The outputs that are numbers, and in words those that are not.</summary>
    internal static (List<OutputCandidate> Numbers, List<string> Others) Of(GraphProto graph)
    {
        var (numbers, others) = (new List<OutputCandidate>(), new List<string>());
        var index = new GraphIndex(graph);
        foreach (var output in graph.Output)
        {
            if (output.Type?.TensorType is { } tensor)
            {
                var kind = (Kind)tensor.ElemType;
                if (kind is Kind.Float or Kind.Double or Kind.Int32 or Kind.Int64)
                    numbers.Add(new OutputCandidate(output.Name, output.Name, kind, ClassNames.Of(index, output.Name)));
                else
                    others.Add($"{FileGuard.Quoted(output.Name)} ({TypeNames.Of(kind)})");
            }
            else if (index.MakerOf(output.Name) is { OpType: "ZipMap", Input.Count: 1 } zip)
            {
                numbers.Add(new OutputCandidate(output.Name, zip.Input[0], Kind.Float, ClassNames.OfNode(zip)));
            }
            else
            {
                others.Add($"{FileGuard.Quoted(output.Name)} (no tensor)");
            }
        }

        return (numbers, others);
    }
}
