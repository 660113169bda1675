using System.Globalization;
using Streaming.Models;
using Streaming.Models.References;

namespace Streaming.Application.DescribeModel;

/// <summary>What disturbed inputs do to a version, in words.</summary>
static class RobustnessWords
{
    const string Title = "Robustness";

    /// <summary>Disturbances that are named as the worst.</summary>
    const int Named = 3;

    public static CardSection Section(ModelCard card)
    {
        if (card.Robustness is not { } found)
            return new CardSection(Title, [Unknown(card.Model)]);
        var moved = found.Probes.Where(p => p.MeanShift > 0).OrderByDescending(Weight).ToList();
        return new CardSection(
            Title,
            [
                $"Measured when it was trained, on {Count(found.Rows)} of the rows that it was judged on, {Count(found.Positives)} of them "
                    + $"positive: average precision {Metric(found.AveragePrecision)}, area under the curve {Metric(found.RocAuc)}.",
                $"Noise moves each value up or down by {Short(found.NoiseShare)} standard deviations of its feature in training (seed "
                    + $"{found.Seed.ToString(CultureInfo.InvariantCulture)}); below and above lie {Short(found.BeyondShare)} of the "
                    + "training range past its ends; in brackets, 95 % intervals.",
                Worst(found),
                .. found.WhyNoDecisions is { } why ? [$"Which decisions would change is not known: {why}."] : (string[])[],
                .. found.Probes.Count - moved.Count is var still and > 0
                    ? [$"{Count(still)} of {Count(found.Probes.Count)} disturbances change no score at all and are left out here."]
                    : (string[])[],
            ],
            new CardTable(
                ["disturbed", "decisions changed", "scores move by", "average precision", "area under the curve"],
                [
                    .. moved.Select(p =>
                        (IReadOnlyList<string>)
                            [
                                Slice(p),
                                p.Flipped is { } f
                                    ? $"{Count(f.Rows)}, {Percent(f.Share)} ({Percent(f.Low)} to {Percent(f.High)})"
                                    : "unknown",
                                Metric(p.MeanShift),
                                Change(p.AveragePrecision),
                                Change(p.RocAuc),
                            ]
                    ),
                ]
            )
        );
    }

    /// <summary>Which disturbances it can bear least.</summary>
    public static string Worst(Robustness found)
    {
        var worst = found.Probes.Where(p => p.Flipped is { Rows: > 0 }).OrderByDescending(Weight).Take(Named).ToList();
        if (worst.Count > 0)
        {
            var named = worst.Select(p =>
                $"{Slice(p)}, {Percent(p.Flipped!.Share)} ({Percent(p.Flipped.Low)} to {Percent(p.Flipped.High)})"
            );
            return $"Disturbed inputs change its decisions most by: {string.Join("; ", named)}.";
        }

        return found.Probes.Where(p => p.MeanShift > 0).MaxBy(p => p.MeanShift) is { } most
            ? $"Disturbed inputs move its scores most by: {Slice(most)}, {Metric(most.MeanShift)} in the mean"
                + (found.WhyNoDecisions is null ? "; no decision of the rows looked at changes." : ".")
            : "No disturbance of its inputs that was tried moves a score.";
    }

    /// <summary>Why nothing is known.</summary>
    public static string Unknown(RegisteredModel model) =>
        "What disturbed inputs do to its scores is unknown: it was "
        + (
            model.Description.Origin is null
                ? "trained elsewhere, on rows that are not known here."
                : "trained by a release that did not measure it. Trained again on the same dataset, it is measured."
        );

    /// <summary>What was disturbed, and how.</summary>
    public static string Slice(RobustnessProbe probe) =>
        $"{probe.Feature ?? "all features"} "
        + probe.Disturbance switch
        {
            Disturbance.Noise => "with noise",
            Disturbance.Missing => "missing",
            Disturbance.Below => "below its range",
            _ => "above its range",
        };

    static (long Flipped, double Shift) Weight(RobustnessProbe probe) => (probe.Flipped?.Rows ?? 0, probe.MeanShift);

    static string Change(MetricChange? change) =>
        change is null ? "unknown"
        : change is { Low: { } low, High: { } high } ? $"{Signed(change.Change)} ({Signed(low)} to {Signed(high)})"
        : Signed(change.Change);

    static string Signed(double value) => value.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture);

    static string Metric(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "unknown";

    static string Short(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");

    static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
