namespace Streaming.Learning.Fairness;

/// <summary>A group, and how it fares.</summary>
/// <param name="Name">As the topology declares it, or as it occurs.</param>
/// <param name="State">Whether there is enough of it to tell anything.</param>
/// <param name="Rows">Null where the group is too small to be shown.</param>
/// <param name="Rates">Shares of its rows; null where the group is too small to be shown.</param>
/// <param name="Calibration">Null where it would be of too few rows.</param>
/// <param name="Comparison">Held against the reference; null: it is the reference, or one of both is too small.</param>
public sealed record GroupFindings(
    string Name,
    GroupState State,
    long? Rows,
    GroupRates? Rates,
    GroupCalibration? Calibration,
    GroupComparison? Comparison
);

/// <summary>Whether there is enough of a group to tell anything.</summary>
public enum GroupState
{
    /// <summary>There is.</summary>
    Shown,

    /// <summary>It has too few rows: nothing of it goes into any figure.</summary>
    TooSmall,

    /// <summary>No row is of it.</summary>
    NeverOccurs,
}

/// <summary>A group held against another, or against all others that are shown; each null where one of both has too few rows.</summary>
/// <param name="Against">The reference; null: all others together.</param>
/// <param name="SelectionRatio">Its selection rate divided by theirs. Below 0.8 it is taken for adverse impact by the four-fifths rule (29
/// CFR 1607.4 D).</param>
/// <param name="AdverseRatio">Its share of adverse decisions divided by theirs: it tells more where adverse decisions are few.</param>
/// <param name="SelectionDifference">Its selection rate less theirs: demographic parity.</param>
/// <param name="TruePositiveDifference">Equal opportunity (Hardt, Price and Srebro 2016).</param>
/// <param name="FalsePositiveDifference">With the one before: equalised odds.</param>
/// <param name="PrecisionDifference">Predictive parity (Chouldechova 2017).</param>
/// <param name="CalibrationDifference">Its calibration gap less theirs.</param>
public sealed record GroupComparison(
    string? Against,
    Estimate? SelectionRatio,
    Estimate? AdverseRatio,
    Estimate? SelectionDifference,
    Estimate? TruePositiveDifference,
    Estimate? FalsePositiveDifference,
    Estimate? PrecisionDifference,
    Estimate? CalibrationDifference
)
{
    internal static GroupComparison Of(
        string? against,
        (GroupRates Rates, GroupCalibration? Calibration) one,
        (GroupRates Rates, GroupCalibration? Calibration) other
    )
    {
        return new GroupComparison(
            against,
            Ratio(one.Rates.Selection, other.Rates.Selection),
            Ratio(Others(one.Rates.Selection), Others(other.Rates.Selection)),
            Difference(one.Rates.Selection, other.Rates.Selection),
            Difference(one.Rates.TruePositive, other.Rates.TruePositive),
            Difference(one.Rates.FalsePositive, other.Rates.FalsePositive),
            Difference(one.Rates.Precision, other.Rates.Precision),
            GroupCalibration.Difference(one.Calibration, other.Calibration)
        );

        static Estimate? Difference(Rate? one, Rate? other) => one is null || other is null ? null : Proportions.Difference(one, other);

        static Estimate? Ratio(Rate? one, Rate? other) => one is null || other is null ? null : Proportions.Ratio(one, other);

        static Rate? Others(Rate? rate) => rate is null ? null : Proportions.Wilson(rate.Of - rate.Hits, rate.Of);
    }
}
