using System.Globalization;
using System.Text.Json.Nodes;
using Streaming.Models.References;

namespace Streaming.Application.DescribeModel;

/// <summary>What disturbed inputs do, as <c>performanceMetrics</c> of a CycloneDX model card: the disturbance is the slice.</summary>
static class RobustnessMetrics
{
    /// <summary>None where it was not measured: the card's limits say so.</summary>
    public static IEnumerable<JsonNode> Of(Robustness? robustness) => robustness?.Probes.SelectMany(Of) ?? [];

    static IEnumerable<JsonNode> Of(RobustnessProbe probe)
    {
        var slice = RobustnessWords.Slice(probe);
        yield return Metric("mean_score_shift", probe.MeanShift, null, null);
        if (probe.Flipped is { } flipped)
            yield return Metric("decisions_changed", flipped.Share, flipped.Low, flipped.High);
        if (probe.AveragePrecision is { } precision)
            yield return Metric("average_precision_change", precision.Change, precision.Low, precision.High);
        if (probe.RocAuc is { } area)
            yield return Metric("roc_auc_change", area.Change, area.Low, area.High);

        JsonObject Metric(string type, double value, double? low, double? high)
        {
            var metric = new JsonObject
            {
                ["type"] = type,
                ["value"] = Number(value),
                ["slice"] = slice,
            };
            if (low is { } lower && high is { } upper)
                metric["confidenceInterval"] = new JsonObject { ["lowerBound"] = Number(lower), ["upperBound"] = Number(upper) };
            return metric;
        }
    }

    static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
