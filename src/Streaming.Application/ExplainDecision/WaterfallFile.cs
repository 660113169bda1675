using System.Globalization;
using System.Text;
using ScottPlot;
using ScottPlot.TickGenerators;
using Streaming.Application.Plotting;
using Streaming.Topology;

namespace Streaming.Application.ExplainDecision;

/// <summary>A waterfall as a picture, or as a page with the figures beside it. Neither needs a script.</summary>
public static class WaterfallFile
{
    const int NamedForces = 3;

    /// <summary>Whether a name's ending says what it is to be.</summary>
    public static bool IsKnown(string file) => HtmlPage.Is(file) || IsPicture(file);

    /// <exception cref="StreamingException">The name does not say what it is to be.</exception>
    internal static void Check(string? file)
    {
        if (file is not null && !IsKnown(file))
            throw new StreamingException($"{file}: a waterfall is drawn as .svg or .html.") { Kind = FailureKind.Invalid };
    }

    /// <param name="file">Where to.</param>
    /// <param name="named">Its name once it is whole, which says what it is.</param>
    /// <param name="decision">What a model decided.</param>
    internal static void Write(string file, string named, ExplainedDecision decision)
    {
        var chart = Draw(decision, decision.Shares!);
        if (HtmlPage.Is(named))
        {
            File.WriteAllText(file, Page(decision, decision.Shares!, chart));
            return;
        }

        chart.Plot.Title(chart.Title, size: 16);
        File.WriteAllText(file, chart.Plot.GetSvgXml(Chart.Width, Chart.Height));
    }

    static bool IsPicture(string file) => Path.GetExtension(file).ToUpperInvariant() is ".SVG";

    static Chart Draw(ExplainedDecision decision, ScoreShares shares)
    {
        var steps = Waterfall.Of(shares);
        var plot = ChartStyle.Empty(Unit(shares), "");
        var bars = plot.Add.Bars(steps.Select(Bar).ToList());
        bars.Horizontal = true;
        double[] places = [.. Enumerable.Range(0, steps.Count).Select(i => (double)i)];
        plot.Axes.Left.TickGenerator = new NumericManual(places, [.. steps.Select(s => s.Label)]);
        Mark(plot, shares.Base, $"base {Number(shares.Base)}", LinePattern.Dotted);
        Mark(plot, shares.Margin, $"{decision.EventId} {Number(shares.Margin)}", LinePattern.Dashed);
        plot.Axes.SetLimitsY(-0.7, steps.Count - 0.3);
        plot.ShowLegend(Alignment.LowerRight);
        return new Chart(
            $"{decision.Decision}: score {Score(decision)}",
            $"Bars from the base {Number(shares.Base)} up and down to {Number(shares.Margin)}: "
                + $"{string.Join(", ", steps.Reverse().Select(s => $"{s.Label} {Signed(s.To - s.From)}"))}.",
            plot
        );
    }

    static Chart DrawForces(ExplainedDecision decision, ScoreShares shares)
    {
        var forces = Force.Of(shares);
        var plot = ChartStyle.Empty(Unit(shares), "");
        var bars = plot.Add.Bars(forces.Select(force => Bar(force, 0)).ToList());
        bars.Horizontal = true;
        // Names of the greatest on either side, one above the other, so that they do not meet.
        foreach (var side in forces.GroupBy(f => f.Raises))
        {
            var named = side.OrderByDescending(f => Math.Abs(f.To - f.From)).Take(NamedForces).ToList();
            for (var i = 0; i < named.Count; i++)
            {
                var text = plot.Add.Text(named[i].Label, (named[i].From + named[i].To) / 2, (side.Key ? 1 : -1) * (0.55 + (0.3 * i)));
                text.LabelAlignment = Alignment.MiddleCenter;
                text.LabelFontColor = side.Key ? ChartStyle.Other : ChartStyle.One;
            }
        }

        Mark(plot, shares.Base, $"base {Number(shares.Base)}", LinePattern.Dotted);
        Mark(plot, shares.Margin, $"{decision.EventId} {Number(shares.Margin)}", LinePattern.Dashed);
        plot.Axes.SetLimitsY(-1.6, 1.6);
        plot.Axes.Left.TickGenerator = new NumericManual([], []);
        plot.ShowLegend(Alignment.LowerRight);
        return new Chart(
            "What raises it, and what lowers it",
            $"Raises it: {Names(forces.Where(f => f.Raises).Reverse())}. Lowers it: {Names(forces.Where(f => !f.Raises))}.",
            plot
        );
    }

    static string Names(IEnumerable<WaterfallStep> forces) =>
        string.Join(", ", forces.Select(f => $"{f.Label} {Signed(f.To - f.From)}")) is { Length: > 0 } names ? names : "nothing";

    static Bar Bar(WaterfallStep step, int place) =>
        new()
        {
            Position = place,
            ValueBase = step.From,
            Value = step.To,
            FillColor = step.Raises ? ChartStyle.Other : ChartStyle.One,
            LineColor = Colors.White,
            LineWidth = 1,
            Size = 0.7,
        };

    static void Mark(Plot plot, double at, string name, LinePattern pattern)
    {
        var line = plot.Add.VerticalLine(at, 1, Colors.Black, pattern);
        line.LegendText = name;
    }

    static string Page(ExplainedDecision decision, ScoreShares shares, Chart chart)
    {
        var page = HtmlPage.Begin($"Why {decision.EventId} was decided {decision.Decision}");
        page.AppendLine(
            $"<p class=\"lead\">Score {Score(decision)} by {HtmlPage.Text(decision.Model!.Name)} version {decision.Model.Version}, "
                + $"compared with {HtmlPage.Text(shares.Against)}.</p>"
        );
        page.AppendLine("<div class=\"pair\">");
        HtmlPage.Figure(page, chart);
        HtmlPage.Figure(page, DrawForces(decision, shares));
        page.AppendLine("</div>");
        page.AppendLine("<section class=\"wide\"><table>");
        page.AppendLine($"<caption>Contributions in {HtmlPage.Text(Unit(shares))}; they add up from base to margin.</caption>");
        page.AppendLine("<thead><tr><th>feature</th><th>value</th><th>contribution</th></tr></thead><tbody>");
        Row("base", "", shares.Base);
        foreach (var share in shares.Features)
            Row(share.Feature, Waterfall.Text(share.Value), share.Contribution);
        Row("margin", "", shares.Margin);
        page.AppendLine("</tbody></table></section>");
        if (decision.Otherwise is { } otherwise)
            Tell(page, otherwise);
        page.AppendLine($"<footer>{HtmlPage.Text(decision.LineageId)}, model {decision.Model.Hash}</footer>");
        return HtmlPage.End(page);

        void Row(string name, string value, double number) =>
            page.AppendLine(
                $"<tr><th scope=\"row\">{HtmlPage.Text(name)}</th><td>{HtmlPage.Text(value)}</td><td>{Signed(number)}</td></tr>"
            );
    }

    static void Tell(StringBuilder page, OtherDecisions otherwise)
    {
        page.AppendLine("<section class=\"wide\"><h2>What would have led to another decision</h2>");
        page.AppendLine($"<p>{HtmlPage.Text(otherwise.Says)}</p>");
        if (otherwise.Answers.Count > 0)
        {
            page.AppendLine("<table><thead><tr><th>change</th><th>decision</th><th>score</th></tr></thead><tbody>");
            foreach (var answer in otherwise.Answers)
            {
                var changes = string.Join(", ", answer.Changes.Select(c => $"{c.Feature} {Whole(c.From)} → {Whole(c.To)}"));
                page.AppendLine(
                    $"<tr><th scope=\"row\">{HtmlPage.Text(changes)}</th><td>{HtmlPage.Text(answer.Decision)}</td>"
                        + $"<td>{Number(answer.Score)}</td></tr>"
                );
            }

            page.AppendLine("</tbody></table>");
        }

        page.AppendLine("</section>");
    }

    static string Whole(float value) => value.ToString(CultureInfo.InvariantCulture);

    static string Unit(ScoreShares shares) =>
        shares.Transforms.Count == 0 ? "units of the score" : $"units of the margin, before {string.Join(", ", shares.Transforms)}";

    static string Score(ExplainedDecision decision) => decision.Score?.ToString("0.####", CultureInfo.InvariantCulture) ?? "none";

    static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    static string Signed(double value) => value.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture);
}
