using System.Globalization;
using Streaming.Learning.Evaluation;

namespace Streaming.Application.ReplayLineage;

/// <summary>A what-if report in words and figures, as terminals and pages show it.</summary>
public static class WhatIfWords
{
    /// <summary>Metrics that are shown, by their published name, with what they are called here.</summary>
    public static readonly IReadOnlyList<(string Name, string Title)> Metrics =
    [
        ("roc_auc", "AUC ROC"),
        ("average_precision", "average precision"),
        ($"precision_at_{EvaluationReport.K}", $"precision at {EvaluationReport.K}"),
        ($"group_precision_at_{EvaluationReport.K}", $"precision at {EvaluationReport.K} a day, by key"),
        ("log_loss", "log loss"),
    ];

    /// <summary>Which rows could not be scored, in a sentence; null where all could.</summary>
    public static string? LeftOutOf(WhatIfResult result)
    {
        string[] sentences =
        [
            .. result.OtherFeatures == 0
                ? []
                : (string[])
                    [$"{result.OtherFeatures:N0} more rows were recorded before the topology had all its features, and are left out."],
            .. result.Unscored == 0
                ? []
                : (string[])
                    [$"For {result.Unscored:N0} more rows it gives no score, and they are left out: live, they would go to quarantine."],
        ];
        return sentences.Length == 0 ? null : string.Join(' ', sentences);
    }

    /// <summary>How far scores moved, in a sentence.</summary>
    public static string MovesOf(WhatIfResult result) =>
        result.Moves is { Mean: { } mean, Median: { } median, Max: { } max } moves
            ? $"{moves.Moved:N0} scores would be different ({Share(moves.Moved, result.Rows)}; {moves.Upwards:N0} higher, "
                + $"{moves.Downwards:N0} lower): by {mean:0.0000} in the mean, {median:0.0000} in the median, {max:0.0000} at most."
            : $"{result.Moves.Moved:N0} scores would be different.";

    /// <summary>A metric; empty where there is none.</summary>
    public static string Value(IReadOnlyDictionary<string, double> metrics, string metric) =>
        metrics.TryGetValue(metric, out var value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "";

    /// <summary>How a metric would change; empty where it cannot be said.</summary>
    public static string Change(WhatIfMetrics quality, string metric) =>
        quality.Recorded.TryGetValue(metric, out var before) && quality.WhatIf.TryGetValue(metric, out var after)
            ? (after - before).ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture)
            : "";

    /// <summary>A part of a whole, in percent.</summary>
    public static string Share(long part, long whole) => whole == 0 ? "0 %" : $"{100.0 * part / whole:0.0} %";
}
