using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Measuring;

/// <summary>What goals are held against: figures of recorded rows, or of the same rows scored otherwise.</summary>
public sealed record GoalMeasures
{
    /// <summary>Event times of the rows.</summary>
    public required TimeRange Window { get; init; }

    /// <summary>Rows in it.</summary>
    public required int Rows { get; init; }

    /// <summary>Those whose label is known.</summary>
    public required int Labelled { get; init; }

    /// <summary>Those whose label is true.</summary>
    public required int Positives { get; init; }

    /// <summary>Null where no labelled row is positive.</summary>
    public double? AveragePrecision { get; init; }

    /// <summary>Null where there are no rows.</summary>
    public double? AlertRate { get; init; }

    /// <summary>Null where no row is labelled.</summary>
    public double? FalsePositivesADay { get; init; }

    /// <summary>Seconds; null where there are no rows.</summary>
    public double? LatencyP99 { get; init; }

    /// <summary>Seconds; null where no row is labelled.</summary>
    public double? LabelDelay { get; init; }

    /// <summary>One figure; null where the rows do not allow it.</summary>
    public double? Of(GoalMetric metric) =>
        metric switch
        {
            GoalMetric.AveragePrecision => AveragePrecision,
            GoalMetric.AlertRate => AlertRate,
            GoalMetric.FalsePositivesADay => FalsePositivesADay,
            GoalMetric.LatencyP99 => LatencyP99,
            GoalMetric.LabelDelay => LabelDelay,
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "There is no such metric."),
        };
}
