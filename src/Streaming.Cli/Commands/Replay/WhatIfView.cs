using System.Globalization;
using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Learning.Evaluation;
using Streaming.Learning.WhatIf;

namespace Streaming.Cli.Commands.Replay;

/// <summary>A what-if report as tables, and as a JSON document.</summary>
internal static class WhatIfView
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

    public static object Document(ReplayOutcome outcome)
    {
        var (report, model) = (outcome.WhatIf!, outcome.Model!);
        return new
        {
            model = model.ScoredBy.ToString(),
            model.Hash,
            report.Rows,
            report.OtherFeatures,
            report.Moves,
            scores = new { recorded = report.Recorded, what_if = report.WhatIf },
            decisions = new { report.Decisions.Names, report.Decisions.Counts, report.Decisions.Flipped },
            quality = report.Quality is not { } quality ? null : new
            {
                quality.Labelled,
                positives = quality.Recorded.Report.Positives,
                recorded = quality.Recorded.Report.ToMetrics(),
                what_if = quality.WhatIf.Report.ToMetrics(),
            },
        };
    }

    public static void Show(Terminal terminal, ReplayOutcome outcome)
    {
        var report = outcome.WhatIf!;
        terminal.Line();
        terminal.Line($"What if {outcome.Model!.ScoredBy} had scored these {report.Rows:N0} rows?");
        if (LeftOutOf(report) is { } leftOut) terminal.Line(leftOut);
        terminal.Line(MovesOf(report));
        terminal.Line($"{report.Decisions.Flipped:N0} decisions would be others ({Share(report.Decisions.Flipped, report.Rows)}):");
        terminal.Show(Flips(report.Decisions));
        if (report.Quality is not { } quality)
        {
            terminal.Line("No row has a label yet, so nothing says which is better.");
            return;
        }

        terminal.Line($"{quality.Labelled:N0} rows have a label, {quality.Recorded.Report.Positives:N0} of them positive:");
        terminal.Show(Quality(quality));
    }

    /// <summary>Which rows could not be scored, in a sentence; null where all could.</summary>
    public static string? LeftOutOf(WhatIfReport report) => report.OtherFeatures == 0
        ? null
        : $"{report.OtherFeatures:N0} rows more were recorded before the topology had all its features, and are left out.";

    /// <summary>How far scores moved, in a sentence.</summary>
    public static string MovesOf(WhatIfReport report) => report.Moves is { Mean: { } mean, Median: { } median, Max: { } max } moves
        ? $"{moves.Moved:N0} scores would be others ({Share(moves.Moved, report.Rows)}; {moves.Upwards:N0} higher, {moves.Downwards:N0} lower): by {mean:0.0000} in the mean, {median:0.0000} in the median, {max:0.0000} at most."
        : $"{report.Moves.Moved:N0} scores would be others.";

    public static string Value(EvaluationReport report, string metric) =>
        report.ToMetrics().TryGetValue(metric, out var value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "";

    public static string Change(WhatIfQuality quality, string metric) =>
        quality.Recorded.Report.ToMetrics().TryGetValue(metric, out var before) && quality.WhatIf.Report.ToMetrics().TryGetValue(metric, out var after)
            ? (after - before).ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture)
            : "";

    static Table Flips(DecisionMatrix matrix)
    {
        var table = Tables.Plain(["recorded \\ what if", .. matrix.Names]);
        foreach (var (row, name) in matrix.Names.Index()) Tables.Row(table, [name, .. matrix.Counts[row].Select(c => $"{c:N0}")]);
        return table;
    }

    static Table Quality(WhatIfQuality quality)
    {
        var table = Tables.Plain("", "recorded", "what if", "change");
        foreach (var (name, title) in Metrics) Tables.Row(table, title, Value(quality.Recorded.Report, name), Value(quality.WhatIf.Report, name), Change(quality, name));
        return table;
    }

    static string Share(long part, long whole) => whole == 0 ? "0 %" : $"{100.0 * part / whole:0.0} %";
}
