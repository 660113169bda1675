using System.Net;
using System.Text;
using Streaming.Events.Text;

namespace Streaming.Application.DescribeModel;

/// <summary>A card as one HTML page that needs nothing else: no scripts, nothing from elsewhere.</summary>
public static class CardPage
{
    const string Style = """
        :root { color-scheme: light; }
        body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #f6f7f9; margin: 0; }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
        section { background: #fff; border: 1px solid #e1e4e8; border-radius: 8px; padding: 1rem; margin-bottom: 1rem; overflow-x: auto; }
        p { margin: 0 0 .5rem; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; }
        th, td { padding: .35rem .6rem; border-bottom: 1px solid #e8eaed; text-align: left; font-variant-numeric: tabular-nums; }
        thead th { color: #555; font-weight: 600; } tbody th { font-weight: 400; }
        """;

    /// <summary>The whole page.</summary>
    public static string Of(ModelCard card) => Of(CardWords.Title(card), CardWords.Sections(card));

    /// <summary>A card of anything.</summary>
    internal static string Of(string title, IReadOnlyList<CardSection> sections)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append($"<title>{Text(title)}</title>\n<style>{Style}</style>\n</head>\n<body><main>\n")
            .Append($"<h1>{Text(title)}</h1>\n");
        foreach (var section in sections)
        {
            page.Append($"<section><h2>{Text(section.Title)}</h2>\n");
            foreach (var line in section.Lines)
                page.Append($"<p>{Text(line)}</p>\n");
            if (section.Table is { } table)
                Table(page, table);
            page.Append("</section>\n");
        }

        return page.Append("</main></body>\n</html>\n").ToString();
    }

    static void Table(StringBuilder page, CardTable table)
    {
        page.Append("<table><thead><tr>")
            .Append(string.Concat(table.Head.Select(name => $"<th scope=\"col\">{Text(name)}</th>")))
            .Append("</tr></thead><tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append($"<tr><th scope=\"row\">{Text(row[0])}</th>")
                .Append(string.Concat(row.Skip(1).Select(cell => $"<td>{Text(cell)}</td>")))
                .Append("</tr>\n");
        }

        page.Append("</tbody></table>\n");
    }

    static string Text(string text) => WebUtility.HtmlEncode(Printable.Text(text));
}
