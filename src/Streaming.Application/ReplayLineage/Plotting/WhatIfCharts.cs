using ScottPlot;
using ScottPlot.TickGenerators;
using Streaming.Application.Plotting;
using Streaming.Learning.Evaluation;
using Streaming.Learning.WhatIf;

namespace Streaming.Application.ReplayLineage.Plotting;

/// <summary>The charts of a what-if report.</summary>
static class WhatIfCharts
{
    static readonly Color MoveColor = Color.FromHex("#5B5B8C");

    /// <param name="report">What to draw.</param>
    /// <param name="model">What the other scores are by.</param>
    public static List<Chart> Of(WhatIfReport report, string model)
    {
        List<Chart> charts = [Scores(report, model)];
        if (report.Moves.Distribution is { } moves)
            charts.Add(Moves(moves, report.Moves, model));
        if (report.Quality is { Recorded.Roc.Count: > 0 } quality)
        {
            charts.Add(Roc(quality, model));
            charts.Add(PrecisionRecall(quality, model));
        }

        return charts;
    }

    static Chart Scores(WhatIfReport report, string model)
    {
        var plot = ChartStyle.Empty("score", "rows");
        Bars(plot, report.Recorded, ChartStyle.One, "recorded", share: 2, part: 0);
        Bars(plot, report.WhatIf, ChartStyle.Other, model, share: 2, part: 1);
        Counted(plot, report.Recorded.Counts.Concat(report.WhatIf.Counts).Max());
        plot.ShowLegend(Alignment.UpperRight);
        return new Chart(
            "Scores, recorded and what if",
            $"Bars: how many of the {report.Rows:N0} rows have which score, as recorded and by {model}. Counts on a logarithmic scale.",
            plot
        );
    }

    static Chart Moves(ScoreHistogram moves, ScoreMoves facts, string model)
    {
        var plot = ChartStyle.Empty($"score by {model} less recorded score", "rows");
        Bars(plot, moves, MoveColor, null, share: 1, part: 0);
        Counted(plot, moves.Counts.Max());
        return new Chart(
            "How far scores move",
            $"Bars: {facts.Upwards:N0} scores rise and {facts.Downwards:N0} fall, by {facts.Mean:0.0000} in the mean and "
                + $"{facts.Max:0.0000} at most. Counts on a logarithmic scale.",
            plot
        );
    }

    static Chart Roc(WhatIfQuality quality, string model)
    {
        var plot = ChartStyle.Empty("share of the negative rows called positive", "share of the positive rows found");
        var chance = plot.Add.Line(0, 0, 1, 1);
        (chance.LineColor, chance.LinePattern) = (Color.FromHex("#999999"), LinePattern.Dashed);
        Curve(
            plot,
            quality.Recorded.Roc,
            ChartStyle.One,
            $"recorded, area {WhatIfWords.Value(quality.Recorded.Report.ToMetrics(), "roc_auc")}"
        );
        Curve(
            plot,
            quality.WhatIf.Roc,
            ChartStyle.Other,
            $"{model}, area {WhatIfWords.Value(quality.WhatIf.Report.ToMetrics(), "roc_auc")}"
        );
        plot.ShowLegend(Alignment.LowerRight);
        return new Chart(
            "Receiver operating characteristic",
            $"Curves over all thresholds, of {quality.Labelled:N0} labelled rows; the dashed line is chance.",
            plot
        );
    }

    static Chart PrecisionRecall(WhatIfQuality quality, string model)
    {
        var plot = ChartStyle.Empty("share of the positive rows found (recall)", "share of the found that are positive (precision)");
        Steps(
            plot,
            quality.Recorded.PrecisionRecall,
            ChartStyle.One,
            $"recorded, average {WhatIfWords.Value(quality.Recorded.Report.ToMetrics(), "average_precision")}"
        );
        Steps(
            plot,
            quality.WhatIf.PrecisionRecall,
            ChartStyle.Other,
            $"{model}, average {WhatIfWords.Value(quality.WhatIf.Report.ToMetrics(), "average_precision")}"
        );
        plot.ShowLegend(Alignment.UpperRight);
        return new Chart("Precision and recall", $"Curves over all thresholds, of {quality.Labelled:N0} labelled rows.", plot);
    }

    /// <summary>Between two thresholds there is no other precision: a slope would promise one. The area below is the average
    /// precision.</summary>
    static void Steps(Plot plot, IReadOnlyList<CurvePoint> points, Color color, string name) =>
        Curve(plot, [new CurvePoint(0, points[0].Y), .. points], color, name).ConnectStyle = ConnectStyle.StepVertical;

    static ScottPlot.Plottables.Scatter Curve(Plot plot, IReadOnlyList<CurvePoint> points, Color color, string name)
    {
        var line = plot.Add.ScatterLine(points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray(), color);
        (line.LineWidth, line.LegendText) = (2.5f, name);
        plot.Axes.SetLimits(-0.01, 1.01, -0.01, 1.02);
        return line;
    }

    /// <param name="plot">Where.</param>
    /// <param name="histogram">What.</param>
    /// <param name="color">Of the bars.</param>
    /// <param name="name">In the legend; null: none.</param>
    /// <param name="share">Histograms that share a bin's width.</param>
    /// <param name="part">Which of them this one is.</param>
    static void Bars(Plot plot, ScoreHistogram histogram, Color color, string? name, int share, int part)
    {
        var width = histogram.Width / share;
        var bars = plot.Add.Bars(
            histogram
                .Counts.Index()
                .Where(c => c.Item > 0)
                .Select(c => new Bar
                {
                    Position = histogram.Low + (c.Index * histogram.Width) + ((part + 0.5) * width),
                    Value = Height(c.Item),
                    Size = width * 0.92,
                    FillColor = color,
                    LineWidth = 0,
                })
                .ToArray()
        );
        if (name is not null)
            bars.LegendText = name;
        bars.Color = color;
        plot.Axes.SetLimitsX(histogram.Low - (histogram.Width / 2), histogram.High + (histogram.Width / 2));
    }

    /// <summary>A few rows show beside hundreds of thousands.</summary>
    static double Height(long count) => Math.Log10(count + 1);

    static void Counted(Plot plot, long most)
    {
        var ticks = new NumericManual();
        ticks.AddMajor(0, "0");
        for (var count = 1L; Height(count) <= Height(most) * 1.08; count *= 10)
            ticks.AddMajor(Height(count), $"{count:N0}");
        plot.Axes.Left.TickGenerator = ticks;
        plot.Axes.SetLimitsY(0, Height(most) * 1.12);
    }
}
