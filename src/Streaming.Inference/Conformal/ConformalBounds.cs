namespace Streaming.Inference.Conformal;

/// <summary>What a score leaves possible at an error rate.</summary>
/// <param name="LowestPositive">From this score on, true is possible.</param>
/// <param name="HighestNegative">Up to this score, false is possible.</param>
public readonly record struct ConformalBounds(float LowestPositive, float HighestNegative)
{
    /// <summary>True is the one answer that is possible; with a score that is no number, nothing is.</summary>
    public bool SaysPositive(float score) => score >= LowestPositive && score > HighestNegative;

    /// <summary>False is the one answer that is possible.</summary>
    public bool SaysNegative(float score) => score <= HighestNegative && score < LowestPositive;
}
