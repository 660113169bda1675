using System.Globalization;
using Streaming.Application.Plotting;
using Streaming.Learning.Recorded;
using Streaming.Topology;

namespace Streaming.Application.SummariseExplanations;

/// <summary>What moves the scores of a range, as a page with pictures that needs no script.</summary>
public static class ExplanationPage
{
    /// <summary>Whether a name says that it is a page.</summary>
    public static bool IsKnown(string file) => HtmlPage.Is(file);

    /// <exception cref="StreamingException">The name does not say that it is a page.</exception>
    internal static void Check(string? file)
    {
        if (file is not null && !IsKnown(file))
            throw new StreamingException($"{file}: explanations of a range are drawn as .html.") { Kind = FailureKind.Invalid };
    }

    /// <param name="file">Where to.</param>
    /// <param name="summary">What is told.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="table">Their contributions; null: there are none.</param>
    internal static void Write(string file, SummarisedExplanations summary, RowSample rows, ContributionTable? table)
    {
        var charts = new ExplanationCharts(summary, rows);
        var page = HtmlPage.Begin($"What moves the scores of {summary.Topology}");
        page.AppendLine(
            $"<p class=\"lead\">{HtmlPage.Text(summary.Model)} version {summary.Version}, {summary.Drawn:N0} of {summary.Seen:N0} rows, "
                + $"event times {summary.First} to {summary.Last}.</p>"
        );
        if (summary.WhyNoShares is { } why)
            page.AppendLine($"<p>No contributions: {HtmlPage.Text(why)}</p>");
        page.AppendLine("<div class=\"pair\">");
        if (table is not null)
        {
            HtmlPage.Figure(page, charts.Beeswarm(table));
            HtmlPage.Figure(page, charts.Halves());
            foreach (var feature in summary.Features.Take(ExplanationCharts.Alone))
                HtmlPage.Figure(page, charts.Dependence(table, feature));
        }

        foreach (var feature in summary.Features.Where(f => f.Effect.Values.Count > 1).Take(ExplanationCharts.Alone))
            HtmlPage.Figure(page, ExplanationCharts.Effect(feature));
        page.AppendLine("</div>");
        page.AppendLine("<section class=\"wide\"><table><caption>Every feature, the weightiest first.</caption>");
        page.AppendLine(
            "<thead><tr><th>feature</th><th>missing</th><th>mean |SHAP|</th><th>earlier half</th><th>later half</th>"
                + "<th>distance</th><th>loss without it</th></tr></thead><tbody>"
        );
        foreach (var f in summary.Features)
        {
            page.AppendLine(
                $"<tr><th scope=\"row\">{HtmlPage.Text(f.Feature)}</th><td>{f.Missing.ToString("P1", CultureInfo.InvariantCulture)}</td>"
                    + $"<td>{Number(f.Shares?.Size)}</td><td>{Number(f.Shares?.Earlier)}</td><td>{Number(f.Shares?.Later)}</td>"
                    + $"<td{(f.Shares is { Changed: true } ? " class=\"flip\"" : "")}>{Number(f.Shares?.Distance)}</td>"
                    + $"<td>{(f.Importance is { } i ? $"{Number(i.Loss)} ± {Number(i.StandardError)}" : "")}</td></tr>"
            );
        }

        page.AppendLine("</tbody></table></section>");
        File.WriteAllText(file, HtmlPage.End(page));
    }

    static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}
