namespace Streaming.Learning.Scorers;

/// <summary>A trained model in a form that can be written as ONNX: a raw score of a row, and what becomes of it.</summary>
public abstract record ScoringModel(IReadOnlyList<string> FeatureNames)
{
    /// <summary>What makes a probability of the raw score, one after another.</summary>
    public IReadOnlyList<ScoreStep> Steps { get; init; } = [new Sigmoid()];

    /// <summary>The sum that the features give.</summary>
    public abstract double Raw(ReadOnlySpan<float> row);

    /// <summary>The probability that the row's label is true, in double precision: what other implementations are held against.</summary>
    public double Probability(ReadOnlySpan<float> row) => Steps.Aggregate(Raw(row), (score, step) => step.Apply(score));
}
