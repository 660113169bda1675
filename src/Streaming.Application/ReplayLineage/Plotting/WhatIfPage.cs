using System.Net;
using System.Text;
using Streaming.Learning.WhatIf;
using Streaming.Topology.Model;

namespace Streaming.Application.ReplayLineage.Plotting;

/// <summary>A what-if report as one page that needs nothing else: no scripts, pictures inside.</summary>
static class WhatIfPage
{
    const string Style = """
        :root { color-scheme: light; }
        body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #f6f7f9; margin: 0; }
        main { max-width: 1520px; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
        .lead { color: #555; margin: 0 0 1.25rem; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; margin: 0 0 1rem; }
        .facts div, section, figure { background: #fff; border: 1px solid #e1e4e8; border-radius: 8px; padding: 1rem; }
        .facts b { display: block; font-size: 1.5rem; }
        .facts span { color: #555; font-size: .9rem; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 1rem; margin-bottom: 1rem; }
        figure { margin: 0; } figure img { width: 100%; height: auto; } figcaption { color: #555; font-size: .9rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; color: #555; font-size: .9rem; padding-bottom: .5rem; }
        th, td { padding: .35rem .6rem; border-bottom: 1px solid #e8eaed; text-align: right; font-variant-numeric: tabular-nums; }
        th:first-child { text-align: left; } thead th { color: #555; font-weight: 600; }
        td.same { color: #555; } td.flip { background: #fdeee4; font-weight: 600; }
        footer { color: #555; font-size: .85rem; overflow-wrap: anywhere; }
        """;

    public static string Html(TopologyModel topology, ReplayedLineage replayed, IReadOnlyList<Chart> charts)
    {
        var report = replayed.WhatIf!;
        var page = new StringBuilder();
        page.AppendLine("<!doctype html>")
            .AppendLine("<html lang=\"en\">")
            .AppendLine("<head>")
            .AppendLine("<meta charset=\"utf-8\">")
            .AppendLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .AppendLine($"<title>What if {Text(report.Model)} had scored {Text(topology.Name)}?</title>")
            .AppendLine($"<style>{Style}</style>")
            .AppendLine("</head>")
            .AppendLine("<body><main>");
        page.AppendLine($"<h1>What if {Text(report.Model)} had scored {Text(topology.Name)}?</h1>");
        page.AppendLine($"<p class=\"lead\">{report.Rows:N0} recorded rows. {Text(WhatIfWords.MovesOf(report))}</p>");
        if (WhatIfWords.LeftOutOf(report) is { } leftOut)
            page.AppendLine($"<p class=\"lead\">{Text(leftOut)}</p>");
        Facts(page, report);
        page.AppendLine("<div class=\"pair\">");
        Flips(page, report.Decisions);
        Quality(page, report.Quality);
        page.AppendLine("</div>").AppendLine("<div class=\"pair\">");
        foreach (var chart in charts)
            Figure(page, chart);
        page.AppendLine("</div>");
        page.AppendLine($"<footer>{Sound(replayed)}{(report.Hash is { } hash ? $" Model {hash}." : "")}</footer>");
        return page.AppendLine("</main></body>").AppendLine("</html>").ToString();
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

    /// <summary>As a picture of its own: names inside one drawing do not meet those of another.</summary>
    static void Figure(StringBuilder page, Chart chart)
    {
        var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(chart.Plot.GetSvgXml(PlotFile.Width, PlotFile.Height)));
        page.AppendLine(
            $"<figure><h2>{Text(chart.Title)}</h2><img width=\"{PlotFile.Width}\" height=\"{PlotFile.Height}\" alt=\"{Text(chart.Title)}. "
                + $"{Text(chart.Description)}\" src=\"data:image/svg+xml;base64,{svg}\">"
                + $"<figcaption>{Text(chart.Description)}</figcaption></figure>"
        );
    }

    static string Sound(ReplayedLineage replayed) =>
        replayed is { Differing: 0, EngineDiffers: 0 }
            ? $"On the way {replayed.Compared:N0} rows of all stages were computed again as they were recorded: all the same bits."
            : $"On the way {replayed.Compared:N0} rows of all stages were computed again as they were recorded: "
                + $"{replayed.Differing + replayed.EngineDiffers:N0} came out differently.";

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
