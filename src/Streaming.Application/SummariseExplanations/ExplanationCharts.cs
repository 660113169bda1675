using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using Streaming.Application.Plotting;
using Streaming.Learning.Recorded;

namespace Streaming.Application.SummariseExplanations;

/// <summary>Pictures of what moves the scores of a range.</summary>
sealed class ExplanationCharts(SummarisedExplanations summary, RowSample rows)
{
    /// <summary>Features that have pictures of their own.</summary>
    public const int Alone = 4;

    const int InSwarm = 15;
    const int Points = 400;
    const int Shades = 8;
    const string Margin = "contribution to the margin (SHAP value)";

    /// <summary>
    /// Each feature a line of points, one a row: how far right it lies says how much the feature raised the score of the row, and its
    /// colour how high the value of the feature is among all rows (Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9, figure 4).
    /// </summary>
    public Chart Beeswarm(ContributionTable table)
    {
        var plot = ChartStyle.Empty(Margin, "");
        var shown = summary.Features.Take(InSwarm).ToList();
        var greatest = Of(shown[0].Feature);
        var width = Math.Max(1e-9, Shown().Max(row => Math.Abs(table.At(row, greatest))));
        foreach (var (place, feature) in shown.Index())
            Swarm(plot, table, Of(feature.Feature), shown.Count - 1 - place, width);
        double[] places = [.. Enumerable.Range(0, shown.Count).Select(i => (double)(shown.Count - 1 - i))];
        plot.Axes.Left.TickGenerator = new NumericManual(places, [.. shown.Select(f => f.Feature)]);
        plot.Axes.SetLimitsY(-0.6, shown.Count - 0.4);
        plot.Add.VerticalLine(0, 1, Colors.Gray);
        return new Chart(
            "Contributions",
            "One point a row, to the right where the feature raised the score; blue: its value is low among the rows, orange: high, grey: "
                + $"missing. Mean sizes: {string.Join(", ", shown.Select(f => $"{f.Feature} {Number(f.Shares!.Size)}"))}.",
            plot
        );
    }

    /// <summary>Mean sizes of the contributions in the earlier and the later half of the rows.</summary>
    public Chart Halves()
    {
        var plot = ChartStyle.Empty("mean size of the contributions", "");
        var shown = summary.Features.Take(InSwarm).Reverse().ToList();
        Add(f => f.Earlier, 0.18, ChartStyle.One, "earlier half");
        Add(f => f.Later, -0.18, ChartStyle.Other, "later half");
        double[] places = [.. Enumerable.Range(0, shown.Count).Select(i => (double)i)];
        plot.Axes.Left.TickGenerator = new NumericManual(places, [.. shown.Select(f => f.Feature)]);
        plot.ShowLegend(Alignment.LowerRight);
        var changed = summary.Features.Where(f => f.Shares!.Changed).Select(f => f.Feature).ToList();
        return new Chart(
            "Have the reasons changed?",
            $"Before and after {summary.Middle}. "
                + (
                    changed.Count == 0
                        ? "No feature's contributions differ by more than chance."
                        : $"Other than by chance: {string.Join(", ", changed)}."
                ),
            plot
        );

        void Add(Func<ContributionSummary, double> size, double shift, Color color, string name)
        {
            var bars = plot.Add.Bars(
                shown
                    .Select(
                        (f, place) =>
                            new Bar
                            {
                                Position = place + shift,
                                Value = size(f.Shares!),
                                FillColor = color,
                                LineWidth = 0,
                                Size = 0.34,
                            }
                    )
                    .ToList()
            );
            (bars.Horizontal, bars.LegendText) = (true, name);
        }
    }

    /// <summary>Contributions of a feature over its values.</summary>
    public Chart Dependence(ContributionTable table, FeatureSummary feature)
    {
        var plot = ChartStyle.Empty(feature.Feature, Margin);
        var column = Of(feature.Feature);
        var points = Shown().Where(row => float.IsFinite(Value(row, column))).ToList();
        double[] values = [.. points.Select(row => (double)Value(row, column))];
        double[] contributions = [.. points.Select(row => table.At(row, column))];
        plot.Add.Markers(values, contributions, MarkerShape.FilledCircle, 4, ChartStyle.One);
        plot.Add.HorizontalLine(0, 1, Colors.Gray);
        return new Chart(
            $"What {feature.Feature} contributes",
            points.Count == 0
                ? "It is missing in all rows."
                : $"One point a row. Values from {Number(values.Min())} to {Number(values.Max())}, contributions from "
                    + $"{Number(contributions.Min())} to {Number(contributions.Max())}.",
            plot
        );
    }

    /// <summary>What the score does over the values of a feature.</summary>
    public static Chart Effect(FeatureSummary feature)
    {
        var plot = ChartStyle.Empty(feature.Feature, "score, above or below its mean");
        var line = plot.Add.Scatter(feature.Effect.Values.Select(v => (double)v).ToArray(), feature.Effect.Effects.ToArray());
        (line.Color, line.LineWidth, line.MarkerSize) = (ChartStyle.Other, 2, 5);
        plot.Add.HorizontalLine(0, 1, Colors.Gray);
        return new Chart(
            $"What the score does over {feature.Feature}",
            $"Accumulated local effects: from {Number(feature.Effect.Effects.Min())} to {Number(feature.Effect.Effects.Max())}, all else "
                + "as it is.",
            plot
        );
    }

    void Swarm(Plot plot, ContributionTable table, int column, int place, double width)
    {
        // The shade is by rank, so that one outlier does not leave all others in one colour.
        var sorted = Shown().Select(row => Value(row, column)).Where(float.IsFinite).Order().ToArray();
        var levels = new Dictionary<int, int>();
        foreach (
            var group in Shown()
                .GroupBy(row => float.IsFinite(Value(row, column)) ? Shade(sorted, Value(row, column)) : -1)
                .OrderBy(g => g.Key)
        )
        {
            double[] at = [.. group.Select(row => table.At(row, column))];
            double[] up = [.. at.Select(x => place + Lift(x))];
            plot.Add.Markers(at, up, MarkerShape.FilledCircle, 4, group.Key < 0 ? Colors.LightGray : Color(group.Key));
        }

        // Points that would lie on one another lie above and below, in turn.
        double Lift(double x)
        {
            var bin = (int)Math.Round(x * 60 / width);
            var n = levels[bin] = levels.GetValueOrDefault(bin) + 1;
            var step = Math.Min(0.4, n / 2 * 0.02);
            return n % 2 == 0 ? step : -step;
        }
    }

    static int Shade(float[] sorted, float value)
    {
        var (first, last) = (System.Array.IndexOf(sorted, value), System.Array.LastIndexOf(sorted, value));
        return Math.Min(Shades - 1, (first + last) / 2 * Shades / sorted.Length);
    }

    static Color Color(int shade) => ChartStyle.One.MixedWith(ChartStyle.Other, shade / (Shades - 1.0));

    /// <summary>Rows that are drawn, evenly from all.</summary>
    IEnumerable<int> Shown() =>
        rows.Count <= Points
            ? Enumerable.Range(0, rows.Count)
            : Enumerable.Range(0, Points).Select(i => (int)((long)i * rows.Count / Points));

    int Of(string feature) => rows.FeatureNames.Index().First(f => f.Item == feature).Index;

    float Value(int row, int column) => rows.Features[row * rows.FeatureNames.Count + column];

    static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
