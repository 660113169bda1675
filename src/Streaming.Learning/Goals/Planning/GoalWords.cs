using System.Globalization;
using System.Text.Json;
using Streaming.Learning.Goals.Measuring;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Learning.Goals.Planning;

/// <summary>Goals, figures and actions as people read them.</summary>
public static class GoalWords
{
    /// <summary>The action as the topology file names it.</summary>
    public static string Of(GoalAction action) => JsonNamingPolicy.SnakeCaseLower.ConvertName(action.ToString());

    /// <summary>The metric as the topology file names it.</summary>
    public static string Of(GoalMetric metric) =>
        metric == GoalMetric.LatencyP99 ? "latency_p99" : JsonNamingPolicy.SnakeCaseLower.ConvertName(metric.ToString());

    /// <summary>A figure with its unit; a dash for none.</summary>
    public static string Value(GoalMetric metric, double? value) =>
        (metric, value) switch
        {
            (_, null) => "-",
            (GoalMetric.AveragePrecision, { } share) => Number(share, "0.000"),
            (GoalMetric.AlertRate, { } share) => $"{Number(100 * share, "0.##")} %",
            (GoalMetric.FalsePositivesADay, { } count) => Number(count, "0.##"),
            (_, { } seconds) => Time(seconds),
        };

    /// <summary>The bound in words.</summary>
    public static string Bound(GoalModel goal) => $"{(goal.IsAtLeast ? "at least" : "at most")} {Value(goal.Metric, goal.Bound)}";

    /// <summary>How it stands with a goal, as a part of a sentence.</summary>
    internal static string Standing(GoalModel goal, GoalMeasures measures) =>
        $"{Name(goal.Metric)} is {Value(goal.Metric, measures.Of(goal.Metric))} and is to be {Bound(goal)}";

    /// <summary>The figures of several goals, as a part of a sentence.</summary>
    internal static string Figures(IEnumerable<GoalModel> goals, GoalMeasures measures) =>
        string.Join(", ", goals.Select(goal => $"{Name(goal.Metric)} {Value(goal.Metric, measures.Of(goal.Metric))}"));

    /// <summary>The metric in words.</summary>
    internal static string Name(GoalMetric metric) =>
        metric switch
        {
            GoalMetric.AveragePrecision => "average precision",
            GoalMetric.AlertRate => "the share of alerts",
            GoalMetric.FalsePositivesADay => "the number of false alerts a day",
            GoalMetric.LatencyP99 => "the 99 % quantile of the time a row takes",
            _ => "the 90 % quantile of the time a label takes",
        };

    // Measured times have more digits than anybody reads.
    static string Time(double seconds) =>
        seconds switch
        {
            >= 172_800 => $"{Number(seconds / 86_400, "0.#")}d",
            >= 7200 => $"{Number(seconds / 3600, "0.#")}h",
            >= 1 => $"{Number(seconds, "0.##")}s",
            _ => DurationText.Format(TimeSpan.FromMilliseconds(Math.Round(1000 * seconds, 1))),
        };

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
