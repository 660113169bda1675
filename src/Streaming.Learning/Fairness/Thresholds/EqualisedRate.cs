namespace Streaming.Learning.Fairness.Thresholds;

/// <summary>What thresholds by group make equal.</summary>
public enum EqualisedRate
{
    /// <summary>The share of favourable decisions among those for whom they are right: equal opportunity.</summary>
    TruePositiveRate,

    /// <summary>The share of favourable decisions: demographic parity.</summary>
    SelectionRate,
}
