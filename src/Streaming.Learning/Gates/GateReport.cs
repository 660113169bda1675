using Streaming.Learning.Fairness;
using Streaming.Learning.WhatIf;

namespace Streaming.Learning.Gates;

/// <summary>Two models on the same recorded rows: the one in use, or the rule, and another.</summary>
public sealed record GateReport
{
    /// <summary>Rows that both scored.</summary>
    public required long Rows { get; init; }

    /// <summary>Both held against labels; null where no row has one.</summary>
    public required WhatIfQuality? Quality { get; init; }

    /// <summary>How the declared groups would fare by the other's decisions; null: nobody asked, or none are declared.</summary>
    public FairnessReport? Fairness { get; init; }

    /// <summary>The population stability index of the other's scores against the one's, over tenths of the range from 0 to 1.</summary>
    public required double Stability { get; init; }

    /// <summary>Rows about which the one would decide anything but the last decision.</summary>
    public required long Alerts { get; init; }

    /// <summary>As many of the other.</summary>
    public required long OtherAlerts { get; init; }

    /// <summary>Microseconds that the one took for a row; null: it is the rule.</summary>
    public required double? Micros { get; init; }

    /// <summary>As many of the other.</summary>
    public required double OtherMicros { get; init; }
}
