using System.Text.Json.Serialization;

namespace Streaming.Topology.Model;

/// <summary>How far a group may fare from what it is held against, for a version to be let in.</summary>
/// <param name="Metric">What; it says on which side of the bound it has to lie.</param>
/// <param name="Bound">A ratio, or a difference without its sign.</param>
public sealed record FairnessBound(FairnessMetric Metric, double Bound)
{
    /// <summary>The bound is the least that is good enough; otherwise the most that is.</summary>
    [JsonIgnore]
    public bool IsAtLeast => Metric == FairnessMetric.SelectionRateRatio;
}

/// <summary>By what a group is held against others.</summary>
public enum FairnessMetric
{
    /// <summary>Its share of favourable decisions, divided by theirs: demographic parity, as by the four-fifths rule.</summary>
    SelectionRateRatio,

    /// <summary>Its share of adverse decisions, divided by theirs.</summary>
    AdverseRateRatio,

    /// <summary>Its share of favourable decisions less theirs: demographic parity.</summary>
    SelectionRateDifference,

    /// <summary>Equal opportunity.</summary>
    TruePositiveRateDifference,

    /// <summary>The same of those for whom the favourable decision is wrong.</summary>
    FalsePositiveRateDifference,

    /// <summary>The larger of the two before.</summary>
    EqualisedOddsDifference,

    /// <summary>Predictive parity.</summary>
    PrecisionDifference,

    /// <summary>Calibration by group: its mean score less its share of true labels, and the same of the others.</summary>
    CalibrationDifference,
}
