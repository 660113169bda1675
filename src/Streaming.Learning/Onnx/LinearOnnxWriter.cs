using Streaming.Learning.Linear;
using Streaming.Onnx;

namespace Streaming.Learning.Onnx;

/// <summary>Writes a linear model as ONNX.</summary>
/// <remarks>
/// Operators that take each number for itself, and one Add after another: MatMul and ReduceSum choose the order in which they add up by the
/// number of rows, or by where a row happens to lie in memory, and then a row's score would not have the same bits in every batch.
/// </remarks>
static class LinearOnnxWriter
{
    internal static void AppendTo(ScorerGraph graph, LinearModel model)
    {
        var values = graph.Last;
        graph.Append("IsNaN", "");
        graph.Add("Where", [graph.Last, graph.Constant([.. model.Missing]), values]);
        graph.Append("Sub", "", graph.Constant([.. model.Scale.Mean]));
        graph.Append("Div", "", graph.Constant([.. model.Scale.Deviation]));
        graph.Append("Cast", "", Attributes.Of("to", (long)TensorProto.Types.DataType.Double));
        graph.Append("Mul", "", graph.Constant([.. model.Coefficients]));
        var terms = graph.Add("Split", [graph.Last], attributes: [Attributes.Of("axis", 1)], outputs: model.Coefficients.Count);
        var sum = graph.Constant([model.Offset]);
        foreach (var term in terms)
            sum = graph.Add("Add", [sum, term])[0];
        graph.Append("Cast", "", Attributes.Of("to", (long)TensorProto.Types.DataType.Float));
    }
}
