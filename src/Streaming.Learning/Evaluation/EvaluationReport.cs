using Streaming.Learning.Data;

namespace Streaming.Learning.Evaluation;

/// <summary>How well scores tell positive rows from negative ones. Null where the rows do not allow a metric.</summary>
public sealed record EvaluationReport
{
    /// <summary>How many alerts <see cref="PrecisionAtK"/> and <see cref="GroupPrecisionAtK"/> look at.</summary>
    public const int K = 100;

    /// <summary>Rows scored.</summary>
    public required int Rows { get; init; }

    /// <summary>Those whose label is true.</summary>
    public required int Positives { get; init; }

    /// <summary>Area under the receiver operating characteristic; null where only one class is there.</summary>
    public required double? RocAuc { get; init; }

    /// <summary>Area under precision over recall, as a sum over its steps; null where no row is positive.</summary>
    public required double? AveragePrecision { get; init; }

    /// <summary>Mean of the negative logarithm of what the true class was given; null where there is no row.</summary>
    public required double? LogLoss { get; init; }

    /// <summary>How far scores lie from shares of positive rows, by <see cref="Evaluation.CalibrationError"/>; null where there is no
    /// row.</summary>
    public double? CalibrationError { get; init; }

    /// <summary>Among the <see cref="K"/> highest scores of the whole period.</summary>
    public required double PrecisionAtK { get; init; }

    /// <summary>Among the <see cref="K"/> highest-scoring groups of each day; null without groups.</summary>
    public required double? GroupPrecisionAtK { get; init; }

    /// <summary>At the threshold 0.5.</summary>
    public required Confusion Confusion { get; init; }

    /// <summary>All figures of scores that a model gave to a set.</summary>
    public static EvaluationReport Of(ReadOnlySpan<float> scores, TrainingSet set) =>
        new()
        {
            Rows = set.Count,
            Positives = set.CountPositives(),
            RocAuc = ThresholdMetrics.RocAuc(scores, set.Labels),
            AveragePrecision = ThresholdMetrics.AveragePrecision(scores, set.Labels),
            LogLoss = Evaluation.LogLoss.Of(scores, set.Labels),
            CalibrationError = Evaluation.CalibrationError.Of(scores, set.Labels),
            PrecisionAtK = Evaluation.PrecisionAtK.Of(scores, set.Labels, K),
            GroupPrecisionAtK = set.Groups is null
                ? null
                : Evaluation.GroupPrecisionAtK.Of(scores, set.Labels, set.Groups, set.EventTimes, K),
            Confusion = Confusion.At(scores, set.Labels, 0.5),
        };

    /// <summary>The metrics by published name (snake case), without those that are null: what the registry keeps.</summary>
    public IReadOnlyDictionary<string, double> ToMetrics()
    {
        var all = new (string Name, double? Value)[]
        {
            ("rows", Rows),
            ("positives", Positives),
            ("roc_auc", RocAuc),
            ("average_precision", AveragePrecision),
            ("log_loss", LogLoss),
            ("calibration_error", CalibrationError),
            ($"precision_at_{K}", PrecisionAtK),
            ($"group_precision_at_{K}", GroupPrecisionAtK),
            ("precision", Confusion.Precision),
            ("recall", Confusion.Recall),
        };
        return all.Where(m => m.Value is not null).ToDictionary(m => m.Name, m => m.Value!.Value, StringComparer.Ordinal);
    }
}
