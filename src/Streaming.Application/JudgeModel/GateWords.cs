using System.Globalization;
using Streaming.Learning.Fairness;
using Streaming.Learning.Gates;
using Streaming.Topology.Model;

namespace Streaming.Application.JudgeModel;

/// <summary>What a version has to keep to, held against what was found.</summary>
static class GateWords
{
    /// <param name="gates">What it has to keep to.</param>
    /// <param name="report">What was found.</param>
    /// <param name="against">The version in use; null: the rule decides.</param>
    public static IReadOnlyList<JudgedGate> Of(GatesModel gates, GateReport report, int? against) =>
        [
            Quality(gates, report, against),
            Alerts(gates, report),
            .. MostAlerts(gates, report),
            .. against is null ? [] : OfModels(gates, report),
            .. FairnessVerdict.Of(report.Fairness, gates.Fairness).Select(OfGroups),
        ];

    static JudgedGate Quality(GatesModel gates, GateReport report, int? against)
    {
        if (report.Quality is not { Recorded.Report.AveragePrecision: { } one, WhatIf.Report.AveragePrecision: { } other } quality)
        {
            return Gate(
                "quality",
                false,
                $"None of the {report.Rows:N0} rows is known to be positive, so that nothing tells which is better."
            );
        }

        var passed = other - one > gates.Margin;
        return Gate(
            "quality",
            passed,
            $"On the newest {quality.Labelled:N0} labelled rows its average precision is {Number(other)}, against {Number(one)} of "
                + $"{(against is { } version ? $"v{version}" : "the rule")}: "
                + (
                    gates.Margin < 0 ? $"{(passed ? "not below" : "below")} it"
                    : passed ? "better"
                    : "not better"
                )
                + (gates.Margin == 0 ? "." : $" by more than {Number(Math.Abs(gates.Margin))}."),
            ("average_precision", other),
            ("average_precision_of_incumbent", one),
            ("labelled", quality.Labelled)
        );
    }

    static JudgedGate Alerts(GatesModel gates, GateReport report)
    {
        var passed = GuardRails.Within(report.Alerts, report.OtherAlerts, gates.Alerts);
        return Gate(
            "alerts",
            passed,
            $"It would raise {report.OtherAlerts:N0} alerts on {report.Rows:N0} rows, where {report.Alerts:N0} are raised now: "
                + $"{(passed ? "within" : "not within")} a factor of {Number(gates.Alerts)}.",
            ("alerts", report.OtherAlerts),
            ("alerts_of_incumbent", report.Alerts)
        );
    }

    static IEnumerable<JudgedGate> MostAlerts(GatesModel gates, GateReport report)
    {
        if (gates.MostAlerts is not { } most || most >= 1)
            yield break;
        var share = report.Rows == 0 ? 0 : (double)report.OtherAlerts / report.Rows;
        var passed = share <= most;
        yield return Gate(
            "alert rate",
            passed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"It would raise alerts on {share:0.###%} of the rows: {(passed ? "not more" : "more")} than the {most:0.###%} allowed."
            ),
            ("alert_rate", share)
        );
    }

    static IEnumerable<JudgedGate> OfModels(GatesModel gates, GateReport report)
    {
        var fast = report.Micros is not { } micros || report.OtherMicros <= micros * gates.Latency;
        yield return Gate(
            "latency",
            fast,
            $"A row takes it {Number(report.OtherMicros)} µs, against {Number(report.Micros ?? 0)} µs: "
                + $"{(fast ? "within" : "not within")} a factor of {Number(gates.Latency)}.",
            ("micros", report.OtherMicros),
            ("micros_of_incumbent", report.Micros ?? 0)
        );
        var stable = report.Stability <= gates.Scores;
        yield return Gate(
            "scores",
            stable,
            $"Its scores lie at a stability index of {Number(report.Stability)} from those now, and {Number(gates.Scores)} is allowed.",
            ("score_stability", report.Stability)
        );
    }

    static JudgedGate OfGroups(FairnessVerdict verdict) =>
        new(
            $"fairness {verdict.Attribute} {verdict.Metric}",
            verdict.Outcome == FairnessOutcome.Kept,
            verdict.Words,
            verdict.Figures.ToDictionary(figure => $"fairness.{figure.Key}", figure => figure.Value, StringComparer.Ordinal)
        )
        {
            Undecided = verdict.Outcome == FairnessOutcome.Undecided,
        };

    static JudgedGate Gate(string name, bool passed, string words, params ReadOnlySpan<(string Name, double Value)> figures)
    {
        var named = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (figure, value) in figures)
            named[figure] = value;
        return new JudgedGate(name, passed, words, named);
    }

    static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
