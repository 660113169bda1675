using System.Net;
using System.Text;

namespace Streaming.Application.Plotting;

/// <summary>A page that needs nothing else: no scripts, pictures inside.</summary>
static class HtmlPage
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

    /// <summary>Whether a file is to be one, by its name.</summary>
    public static bool Is(string file) => Path.GetExtension(file).ToUpperInvariant() is ".HTML" or ".HTM";

    /// <summary>Up to where what it shows begins; the heading is the title.</summary>
    public static StringBuilder Begin(string title) =>
        new StringBuilder()
            .AppendLine("<!doctype html>")
            .AppendLine("<html lang=\"en\">")
            .AppendLine("<head>")
            .AppendLine("<meta charset=\"utf-8\">")
            .AppendLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .AppendLine($"<title>{Text(title)}</title>")
            .AppendLine($"<style>{Style}</style>")
            .AppendLine("</head>")
            .AppendLine("<body><main>")
            .AppendLine($"<h1>{Text(title)}</h1>");

    /// <summary>The whole page.</summary>
    public static string End(StringBuilder page) => page.AppendLine("</main></body>").AppendLine("</html>").ToString();

    /// <summary>As a picture of its own: names inside one drawing do not meet those of another.</summary>
    public static void Figure(StringBuilder page, Chart chart)
    {
        var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(chart.Plot.GetSvgXml(Chart.Width, Chart.Height)));
        page.AppendLine(
            $"<figure><h2>{Text(chart.Title)}</h2><img width=\"{Chart.Width}\" height=\"{Chart.Height}\" alt=\"{Text(chart.Title)}. "
                + $"{Text(chart.Description)}\" src=\"data:image/svg+xml;base64,{svg}\">"
                + $"<figcaption>{Text(chart.Description)}</figcaption></figure>"
        );
    }

    /// <summary>As HTML shows it.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
