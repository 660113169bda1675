using System.Globalization;
using System.Text.Json;
using Streaming.Topology.Model;

namespace Streaming.Learning.Fairness;

/// <summary>Whether the groups of one attribute keep to a bound.</summary>
/// <param name="Attribute">Which.</param>
/// <param name="Metric">As the topology file names it.</param>
/// <param name="Outcome">Whether they do.</param>
/// <param name="Words">What was found, a sentence.</param>
/// <param name="Figures">What was found, by attribute, metric and group, and the ends of its interval as <c>.low</c> and
/// <c>.high</c>.</param>
public sealed record FairnessVerdict(
    string Attribute,
    string Metric,
    FairnessOutcome Outcome,
    string Words,
    IReadOnlyDictionary<string, double> Figures
)
{
    /// <summary>One for each bound and attribute.</summary>
    /// <param name="report">What was found; null: the topology declares no groups.</param>
    /// <param name="bounds">What is wanted.</param>
    public static IReadOnlyList<FairnessVerdict> Of(FairnessReport? report, IReadOnlyList<FairnessBound> bounds) =>
        report is null
            ?
            [
                .. bounds.Select(bound => new FairnessVerdict(
                    "",
                    NameOf(bound.Metric),
                    FairnessOutcome.Undecided,
                    $"Whether the {WordOf(bound.Metric)} is {Wanted(bound)} cannot be told: the topology declares no groups.",
                    new Dictionary<string, double>(StringComparer.Ordinal)
                )),
            ]
            : [.. report.Attributes.SelectMany(attribute => bounds.Select(bound => Of(attribute, bound)))];

    static FairnessVerdict Of(AttributeFindings attribute, FairnessBound bound)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        var (broken, found, untold) = (new List<string>(), new List<string>(), new List<string>());
        if (attribute.ReferenceState is { } reference and not GroupState.Shown)
            untold.Add($"the reference '{attribute.Reference}' {Lacking(reference)}");
        foreach (var group in attribute.Groups.Where(group => group.Name != attribute.Reference))
        {
            if (group.State != GroupState.Shown)
            {
                untold.Add($"'{group.Name}' {Lacking(group.State)}");
            }
            else if (group.Comparison is null || ValueOf(group.Comparison, bound.Metric) is not { } value)
            {
                untold.Add(
                    group.Comparison is null
                        ? $"'{group.Name}' has nothing to be held against"
                        : $"of '{group.Name}', or of what it is held against, too few rows tell"
                );
            }
            else
            {
                Add(figures, $"{attribute.Name}.{NameOf(bound.Metric)}.{group.Name}", value);
                var words = $"{group.Name} {Number(value)}";
                found.Add(words);
                if (!Keeps(value.Value, bound))
                    broken.Add(words);
            }
        }

        if (attribute.Groups.Count == 0)
            untold.Add("no row is in a group");
        var (outcome, end) =
            broken.Count > 0 ? (FairnessOutcome.Broken, $"it is not, of {string.Join(", ", broken)}")
            : untold.Count > 0 ? (FairnessOutcome.Undecided, $"nobody can tell, since {string.Join(", ", untold)}")
            : (FairnessOutcome.Kept, $"it is, of {string.Join(", ", found)}");
        return new FairnessVerdict(
            attribute.Name,
            NameOf(bound.Metric),
            outcome,
            $"By {attribute.Name}, the {WordOf(bound.Metric)} is to be {Wanted(bound)}: {end}.",
            figures
        );
    }

    static Estimate? ValueOf(GroupComparison comparison, FairnessMetric metric) =>
        metric switch
        {
            FairnessMetric.SelectionRateRatio => comparison.SelectionRatio,
            FairnessMetric.AdverseRateRatio => comparison.AdverseRatio,
            FairnessMetric.SelectionRateDifference => comparison.SelectionDifference,
            FairnessMetric.TruePositiveRateDifference => comparison.TruePositiveDifference,
            FairnessMetric.FalsePositiveRateDifference => comparison.FalsePositiveDifference,
            FairnessMetric.EqualisedOddsDifference => Larger(comparison.TruePositiveDifference, comparison.FalsePositiveDifference),
            FairnessMetric.PrecisionDifference => comparison.PrecisionDifference,
            FairnessMetric.CalibrationDifference => comparison.CalibrationDifference,
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "There is no such metric."),
        };

    static Estimate? Larger(Estimate? one, Estimate? other) =>
        one is null || other is null ? null
        : Math.Abs(one.Value) >= Math.Abs(other.Value) ? one
        : other;

    static bool Keeps(double value, FairnessBound bound) =>
        bound.IsAtLeast ? value >= bound.Bound
        : bound.Metric == FairnessMetric.AdverseRateRatio ? value <= bound.Bound
        : Math.Abs(value) <= bound.Bound;

    static void Add(Dictionary<string, double> figures, string name, Estimate value)
    {
        figures[name] = value.Value;
        if (value.Low is { } low)
            figures[$"{name}.low"] = low;
        if (value.High is { } high)
            figures[$"{name}.high"] = high;
    }

    static string Lacking(GroupState state) => state == GroupState.NeverOccurs ? "never occurs" : "has too few rows";

    static string Wanted(FairnessBound bound) =>
        string.Create(CultureInfo.InvariantCulture, $"{(bound.IsAtLeast ? "at least" : "at most")} {bound.Bound:0.###}");

    static string Number(Estimate value) =>
        value is { Low: { } low, High: { } high }
            ? string.Create(CultureInfo.InvariantCulture, $"{value.Value:0.###} [{low:0.###}, {high:0.###}]")
            : string.Create(CultureInfo.InvariantCulture, $"{value.Value:0.###}");

    static string NameOf(FairnessMetric metric) => JsonNamingPolicy.SnakeCaseLower.ConvertName(metric.ToString());

    static string WordOf(FairnessMetric metric) => NameOf(metric).Replace('_', ' ');
}

/// <summary>Whether groups keep to a bound.</summary>
public enum FairnessOutcome
{
    /// <summary>All do.</summary>
    Kept,

    /// <summary>At least one does not.</summary>
    Broken,

    /// <summary>Of those that can be told all do, and at least one cannot be told.</summary>
    Undecided,
}
