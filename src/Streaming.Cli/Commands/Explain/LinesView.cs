using System.Globalization;
using Streaming.Application.ExplainModel;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Explain;

/// <summary>Lines around rows, each with how far it can be believed.</summary>
static class LinesView
{
    const int Shown = 20;

    internal static string Summary(ExplainedModel explained, IReadOnlyList<LocalLine> lines)
    {
        var refused = lines.Count(line => line.Refused is not null);
        return $"{explained.Rows:N0} rows of {explained.Features} features, a line around each, in units of the score"
            + (refused == 0 ? "." : $"; the coefficients of {refused:N0} are kept back, since no line tells what the score does there.");
    }

    internal static void Show(Terminal terminal, IReadOnlyList<LocalLine> lines)
    {
        var table = Tables.Plain("row", "score", "line", "fidelity", "VSI", "CSI", "weightiest");
        foreach (var line in lines.Take(Shown))
        {
            Tables.Row(
                table,
                $"{line.Row}",
                Number(line.Score),
                line.Refused is null ? Number(line.Line) : "",
                Share(line.Fidelity),
                Share(line.Vsi),
                Share(line.Csi),
                string.Join(", ", line.Weightiest.Select(c => $"{Printable.Text(c.Feature)} {Signed(c.Value)}"))
            );
        }

        terminal.Show(table);
        foreach (var line in lines.Take(Shown).Where(line => line.Refused is not null))
            terminal.Line($"Row {line.Row}: {line.Refused}");
        if (lines.Count > Shown)
            terminal.Line($"{lines.Count - Shown:N0} more rows are in the file.");
    }

    static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    static string Share(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    static string Signed(double value) => value.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture);
}
