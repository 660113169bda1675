using System.Text;
using Streaming.Application.Plotting;
using Streaming.Learning.WhatIf;
using Streaming.Topology.Model;

namespace Streaming.Application.ReplayLineage.Plotting;

/// <summary>A what-if report as one page that needs nothing else: no scripts, pictures inside.</summary>
static class WhatIfPage
{
    public static string Html(TopologyModel topology, ReplayedLineage replayed, IReadOnlyList<Chart> charts)
    {
        var report = replayed.WhatIf!;
        var page = HtmlPage.Begin($"What if {report.Model} had scored {topology.Name}?");
        page.AppendLine($"<p class=\"lead\">{report.Rows:N0} recorded rows. {Text(WhatIfWords.MovesOf(report))}</p>");
        if (WhatIfWords.LeftOutOf(report) is { } leftOut)
            page.AppendLine($"<p class=\"lead\">{Text(leftOut)}</p>");
        Facts(page, report);
        page.AppendLine("<div class=\"pair\">");
        Flips(page, report.Decisions);
        Quality(page, report.Quality);
        page.AppendLine("</div>").AppendLine("<div class=\"pair\">");
        foreach (var chart in charts)
            HtmlPage.Figure(page, chart);
        page.AppendLine("</div>");
        page.AppendLine($"<footer>{Sound(replayed)}{(report.Hash is { } hash ? $" Model {hash}." : "")}</footer>");
        return HtmlPage.End(page);
    }

    static void Facts(StringBuilder page, WhatIfResult report)
    {
        page.AppendLine("<div class=\"facts\">");
        Fact($"{report.Rows:N0}", "rows compared");
        Fact($"{report.Moves.Moved:N0}", "scores moved");
        Fact($"{report.Decisions.Flipped:N0}", "decisions flipped");
        Fact($"{report.Quality?.Labelled ?? 0:N0}", "rows with a label");
        page.AppendLine("</div>");

        void Fact(string value, string name) => page.AppendLine($"<div><b>{value}</b><span>{name}</span></div>");
    }

    static void Flips(StringBuilder page, WhatIfDecisions matrix)
    {
        page.AppendLine(
            "<section class=\"wide\"><h2>Decisions</h2><table><caption>Rows by recorded decision (down) and what it would be "
                + "(across)</caption>"
        );
        page.AppendLine(
            "<thead><tr><th scope=\"col\">recorded</th>"
                + string.Concat(matrix.Names.Select(n => $"<th scope=\"col\">{Text(n)}</th>"))
                + "</tr></thead><tbody>"
        );
        foreach (var (row, name) in matrix.Names.Index())
        {
            var cells = matrix
                .Counts[row]
                .Index()
                .Select(c => $"<td class=\"{(c.Index != row && c.Item > 0 ? "flip" : "same")}\">{c.Item:N0}</td>");
            page.AppendLine($"<tr><th scope=\"row\">{Text(name)}</th>{string.Concat(cells)}</tr>");
        }

        page.AppendLine("</tbody></table></section>");
    }

    static void Quality(StringBuilder page, WhatIfMetrics? quality)
    {
        page.AppendLine("<section class=\"wide\"><h2>Against labels</h2>");
        if (quality is null)
        {
            page.AppendLine("<p>No row has a label yet, so nothing says which is better.</p></section>");
            return;
        }

        page.AppendLine($"<table><caption>{quality.Labelled:N0} rows with a label, {quality.Positives:N0} of them positive</caption>");
        page.AppendLine(
            "<thead><tr><th scope=\"col\">metric</th><th scope=\"col\">recorded</th><th scope=\"col\">what if</th><th "
                + "scope=\"col\">change</th></tr></thead><tbody>"
        );
        foreach (var (name, title) in WhatIfWords.Metrics)
        {
            page.AppendLine(
                $"<tr><th scope=\"row\">{Text(title)}</th><td>{WhatIfWords.Value(quality.Recorded, name)}</td>"
                    + $"<td>{WhatIfWords.Value(quality.WhatIf, name)}</td><td>{WhatIfWords.Change(quality, name)}</td></tr>"
            );
        }

        page.AppendLine("</tbody></table></section>");
    }

    static string Sound(ReplayedLineage replayed) =>
        replayed is { Differing: 0, EngineDiffers: 0 }
            ? $"On the way {replayed.Compared:N0} rows of all stages were computed again as they were recorded: all the same bits."
            : $"On the way {replayed.Compared:N0} rows of all stages were computed again as they were recorded: "
                + $"{replayed.Differing + replayed.EngineDiffers:N0} came out differently.";

    static string Text(string text) => HtmlPage.Text(text);
}
