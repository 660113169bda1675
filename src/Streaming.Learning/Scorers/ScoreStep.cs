using Streaming.Learning.Onnx;

namespace Streaming.Learning.Scorers;

/// <summary>Makes one number of another, here and in an ONNX graph.</summary>
public abstract record ScoreStep
{
    /// <summary>Here.</summary>
    public abstract double Apply(double score);

    /// <summary>In a graph whose last output is a column of float32.</summary>
    internal abstract void AppendTo(ScorerGraph graph);
}

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed record Sigmoid : ScoreStep
{
    /// <inheritdoc/>
    public override double Apply(double score) => 1 / (1 + Math.Exp(-score));

    internal override void AppendTo(ScorerGraph graph) => graph.Append("Sigmoid", "");
}

/// <summary>Takes out of a probability that positive rows counted <paramref name="Weight"/> times: p / (p + weight (1 - p)).</summary>
public sealed record Unweight(double Weight) : ScoreStep
{
    /// <inheritdoc/>
    public override double Apply(double score) => score / (score * (1 - Weight) + Weight);

    internal override void AppendTo(ScorerGraph graph)
    {
        var probability = graph.Last;
        graph.Append("Mul", "", graph.Constant([(float)(1 - Weight)]));
        graph.Append("Add", "", graph.Constant([(float)Weight]));
        graph.Add("Div", [probability, graph.Last]);
    }
}

/// <summary>A straight line.</summary>
public sealed record Affine(double Slope, double Offset) : ScoreStep
{
    /// <inheritdoc/>
    public override double Apply(double score) => Slope * score + Offset;

    internal override void AppendTo(ScorerGraph graph)
    {
        graph.Append("Mul", "", graph.Constant([(float)Slope]));
        graph.Append("Add", "", graph.Constant([(float)Offset]));
    }
}
