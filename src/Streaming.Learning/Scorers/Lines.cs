using Streaming.Learning.Algorithms;
using Streaming.Learning.Onnx;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Scorers;

/// <summary>Straight lines between points, level before the first and behind the last; computed in float32, as in the graph.</summary>
/// <param name="X">Rising.</param>
/// <param name="Y">One a point, rising.</param>
public sealed record Lines(IReadOnlyList<float> X, IReadOnlyList<float> Y) : ScoreStep
{
    /// <inheritdoc/>
    public override double Apply(double score)
    {
        var value = (float)score;
        var piece = 0;
        while (piece < X.Count && value > X[piece])
            piece++;
        return Base(piece) + Slope(piece) * (value - From(piece));
    }

    // Piece 0 ends with the first point, piece i with point i, the last has no end.
    float From(int piece) => X[Math.Max(0, piece - 1)];

    float Base(int piece) => Y[Math.Max(0, piece - 1)];

    float Slope(int piece) => piece == 0 || piece == X.Count ? 0 : (Y[piece] - Y[piece - 1]) / (X[piece] - X[piece - 1]);

    /// <summary>Trees of the score itself look up where its piece begins, how high, and how steep it is.</summary>
    internal override void AppendTo(ScorerGraph graph)
    {
        var score = graph.Last;
        var from = LookUp(From);
        var height = LookUp(Base);
        var slope = LookUp(Slope);
        graph.Add("Sub", [score, from]);
        graph.Add("Mul", [graph.Last, slope]);
        graph.Add("Add", [graph.Last, height]);

        string LookUp(Func<int, float> value)
        {
            double[] upTo = [.. X.Select(x => (double)x), double.PositiveInfinity];
            var tree = Curve.ToTree(0, upTo, [.. Enumerable.Range(0, X.Count + 1).Select(piece => (double)value(piece))], missing: 0);
            TreeEnsembleOnnxWriter.AppendTo(graph, new TreeEnsemble(["score"], [tree], 1, 0), score);
            return graph.Last;
        }
    }
}
