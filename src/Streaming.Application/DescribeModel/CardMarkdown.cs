using System.Text;
using Streaming.Events.Text;

namespace Streaming.Application.DescribeModel;

/// <summary>A card as Markdown. Texts from elsewhere mean nothing in it but themselves.</summary>
public static class CardMarkdown
{
    /// <summary>What has a meaning in Markdown wherever it stands. (A text never begins a line.)</summary>
    const string Meaning = @"\`*_[]|~$";

    /// <summary>The whole text.</summary>
    public static string Of(ModelCard card) => Of(CardWords.Title(card), CardWords.Sections(card));

    /// <summary>A card of anything.</summary>
    internal static string Of(string title, IReadOnlyList<CardSection> sections)
    {
        var text = new StringBuilder();
        text.Append($"# {Text(title)}\n");
        foreach (var section in sections)
        {
            text.Append($"\n## {Text(section.Title)}\n\n");
            foreach (var line in section.Lines)
                text.Append($"- {Text(line)}\n");
            if (section.Table is not { } table)
                continue;
            if (section.Lines.Count > 0)
                text.Append('\n');
            Row(text, table.Head);
            text.Append($"{string.Concat(table.Head.Select(_ => "| --- "))}|\n");
            foreach (var row in table.Rows)
                Row(text, row);
        }

        return text.ToString();
    }

    static void Row(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append($"{string.Concat(cells.Select(cell => $"| {Text(cell)} "))}|\n");

    static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in Printable.Text(text).ReplaceLineEndings(" "))
        {
            _ = letter switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                _ when Meaning.Contains(letter, StringComparison.Ordinal) => escaped.Append('\\').Append(letter),
                _ => escaped.Append(letter),
            };
        }

        // What would become a link by itself.
        escaped.Replace("://", "\\://").Replace("www.", "www\\.");
        return escaped.ToString();
    }
}
