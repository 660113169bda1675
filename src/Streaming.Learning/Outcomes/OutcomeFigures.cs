using Streaming.Learning.Evaluation;

namespace Streaming.Learning.Outcomes;

/// <summary>How good the version that decides was in a block of rows, by their labels. Null where the rows do not allow a
/// figure.</summary>
public sealed record OutcomeFigures
{
    /// <summary>Rows whose labels have had their time.</summary>
    public required int Rows { get; init; }

    /// <summary>Those that have one.</summary>
    public required int Labelled { get; init; }

    /// <summary>Those whose label is true.</summary>
    public required int Positives { get; init; }

    /// <summary>Mean squared error of the score (Brier).</summary>
    public required double? SquaredError { get; init; }

    /// <summary>Share of decisions that were wrong.</summary>
    public required double? ErrorRate { get; init; }

    /// <summary>Share of rows that were decided otherwise than by the last decision that the topology declares.</summary>
    public required double? AlertRate { get; init; }

    /// <summary>Area under precision over recall; null where no row is positive.</summary>
    public required double? AveragePrecision { get; init; }

    /// <summary>Expected calibration error.</summary>
    public required double? CalibrationError { get; init; }

    /// <summary>Sum of the scores over the number of positive rows; 1 where they agree, null where no row is positive.</summary>
    public required double? ExpectedToObserved { get; init; }

    /// <summary>Half of the labels were known so long after the event.</summary>
    public required TimeSpan? MedianDelay { get; init; }

    /// <summary>Nine of ten were.</summary>
    public required TimeSpan? LongDelay { get; init; }

    /// <summary>Rows with more than one label that say the same.</summary>
    public required int Repeated { get; init; }

    /// <summary>Rows with labels that contradict each other.</summary>
    public required int Contradicted { get; init; }

    /// <summary>Share of rows that have a label; null where there are no rows.</summary>
    public double? Coverage => Rows == 0 ? null : (double)Labelled / Rows;

    /// <summary>The figures of some rows.</summary>
    /// <param name="rows">How many there were.</param>
    /// <param name="judged">Those with a label.</param>
    internal static OutcomeFigures Of(int rows, List<JudgedRow> judged)
    {
        var scores = new float[judged.Count];
        var labels = new bool[judged.Count];
        var delays = new TimeSpan[judged.Count];
        var (positives, decided, wrong, alerts, repeated, contradicted) = (0, 0, 0, 0, 0, 0);
        var (loss, expected) = (0.0, 0.0);
        for (var i = 0; i < judged.Count; i++)
        {
            var row = judged[i];
            scores[i] = float.IsNaN(row.Score) ? 0 : Math.Clamp(row.Score, 0, 1);
            labels[i] = row.Positive;
            delays[i] = row.Delay;
            loss += row.Loss;
            expected += scores[i];
            positives += row.Positive ? 1 : 0;
            repeated += row.Labels > 1 && !row.Contradicted ? 1 : 0;
            contradicted += row.Contradicted ? 1 : 0;
            if (row.Alert is not { } alert)
                continue;
            decided++;
            alerts += alert ? 1 : 0;
            wrong += row.Error!.Value ? 1 : 0;
        }

        Array.Sort(delays);
        return new OutcomeFigures
        {
            Rows = rows,
            Labelled = judged.Count,
            Positives = positives,
            SquaredError = Share(loss, judged.Count),
            ErrorRate = Share(wrong, decided),
            AlertRate = Share(alerts, decided),
            AveragePrecision = ThresholdMetrics.AveragePrecision(scores, labels),
            CalibrationError = Evaluation.CalibrationError.Of(scores, labels),
            ExpectedToObserved = Share(expected, positives),
            MedianDelay = Quantile(delays, 0.5),
            LongDelay = Quantile(delays, 0.9),
            Repeated = repeated,
            Contradicted = contradicted,
        };
    }

    static double? Share(double sum, int count) => count == 0 ? null : sum / count;

    static TimeSpan? Quantile(TimeSpan[] sorted, double share) =>
        sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
