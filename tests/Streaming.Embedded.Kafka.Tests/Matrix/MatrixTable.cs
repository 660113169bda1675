using System.Runtime.CompilerServices;
using System.Text;

namespace Streaming.Embedded.Kafka.Tests.Matrix;

/// <summary>The table of clients and features in the documentation: a line a feature, a column a client.</summary>
static class MatrixTable
{
    const string Begin = "<!-- clients: written by the test ClientMatrixTests -->";
    const string End = "<!-- /clients -->";
    const string Yes = "yes";

    static readonly Lock Writing = new();

    static string Path => System.IO.Path.Combine(Root(), "docs", "embedded.md");

    /// <summary>What a client does according to the table; empty where it has no column.</summary>
    public static Dictionary<string, string> Column(string client) => Columns(File.ReadAllText(Path)).GetValueOrDefault(client, []);

    /// <summary>Sets a client's column, if that is asked for.</summary>
    public static void Write(string client, IReadOnlyDictionary<string, string> found)
    {
        if (Environment.GetEnvironmentVariable("STREAMING_WRITE_GENERATED") != "1")
            return;
        lock (Writing)
        {
            var text = File.ReadAllText(Path);
            var columns = Columns(text);
            columns[client] = found.ToDictionary();
            var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
            File.WriteAllText(Path, text[..(begin + Begin.Length)] + "\n" + Render(columns) + text[end..]);
        }
    }

    /// <summary>How a cell tells that a feature works, and that a client does not have it.</summary>
    public static string Cell(string said) => said == "ok" ? Yes : "";

    static SortedDictionary<string, Dictionary<string, string>> Columns(string text)
    {
        var columns = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var lines = text[begin..text.IndexOf(End, StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 2)
            return columns;
        var clients = Cells(lines[0]);
        for (var c = 1; c < clients.Length; c++)
        {
            columns[clients[c]] = MatrixFeatures.All.ToDictionary(
                feature => feature.Name,
                feature => lines.Skip(2).Select(Cells).FirstOrDefault(cells => cells[0] == feature.Words)?[c] ?? "",
                StringComparer.Ordinal
            );
        }

        return columns;
    }

    static string Render(SortedDictionary<string, Dictionary<string, string>> columns)
    {
        var text = new StringBuilder();
        text.Append("| | ").AppendJoin(" | ", columns.Keys).Append(" |\n|---|").Insert(text.Length, "---|", columns.Count).Append('\n');
        foreach (var (name, words) in MatrixFeatures.All)
        {
            text.Append("| ").Append(words).Append(" | ");
            text.AppendJoin(" | ", columns.Values.Select(column => column.GetValueOrDefault(name, ""))).Append(" |\n");
        }

        return text.ToString();
    }

    static string[] Cells(string line) => [.. line.Split('|')[1..^1].Select(cell => cell.Trim())];

    static string Root([CallerFilePath] string here = "") => System.IO.Path.GetFullPath(System.IO.Path.Combine(here, "../../../.."));
}
