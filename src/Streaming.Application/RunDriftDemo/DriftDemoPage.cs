using ScottPlot;
using Streaming.Application.Plotting;

namespace Streaming.Application.RunDriftDemo;

/// <summary>What the demonstration showed, as a page with a plot.</summary>
static class DriftDemoPage
{
    public static string Html(string topology, IReadOnlyList<DemoDay> days, IReadOnlyList<(int Day, string Text)> said)
    {
        var page = HtmlPage.Begin($"How {topology} kept up with a change");
        page.AppendLine(
            "<p class=\"lead\">Average precision day by day: of the scores that decided, whichever version gave them, "
                + "and of the first version, as if it had never been replaced.</p>"
        );
        HtmlPage.Figure(page, Chart(days, said));
        page.AppendLine("<section><h2>What happened</h2><table><tbody>");
        foreach (var (day, text) in said)
            page.AppendLine($"<tr><th scope=\"row\">day {day}</th><td style=\"text-align: left\">{HtmlPage.Text(text)}</td></tr>");
        page.AppendLine("</tbody></table></section>");
        return HtmlPage.End(page);
    }

    static Chart Chart(IReadOnlyList<DemoDay> days, IReadOnlyList<(int Day, string Text)> said)
    {
        var plot = ChartStyle.Empty("day", "average precision");
        Line(plot, days, d => d.Frozen, ChartStyle.Other, "the first version, frozen");
        Line(plot, days, d => d.AveragePrecision, ChartStyle.One, "what decided");
        plot.Axes.SetLimitsY(0, 1.02);
        plot.ShowLegend(Alignment.LowerLeft);
        return new Chart(
            "Average precision, day by day",
            $"Lines over {days.Count} days. {string.Join(" ", said.Select(s => $"Day {s.Day}: {s.Text}"))}",
            plot
        );
    }

    static void Line(Plot plot, IReadOnlyList<DemoDay> days, Func<DemoDay, double?> value, Color color, string name)
    {
        var shown = days.Where(d => value(d) is not null).ToArray();
        var line = plot.Add.ScatterLine(shown.Select(d => (double)d.Day).ToArray(), shown.Select(d => value(d)!.Value).ToArray(), color);
        (line.LineWidth, line.LegendText) = (2.5f, name);
    }
}
