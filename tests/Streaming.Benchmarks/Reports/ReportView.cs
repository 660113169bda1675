using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Streaming.Application.Operations;
using Streaming.Benchmarks.Machine;
using Streaming.Cli.Shell;

namespace Streaming.Benchmarks.Reports;

/// <summary>Shows reports as tables as they come, or all of them as one JSON document at the end.</summary>
sealed class ReportView(IAnsiConsole console, bool json)
{
    readonly List<Report> _reports = [];
    MachineFacts? _machine;

    public void Begin(MachineFacts machine)
    {
        // Tables in files and pipes are not cut to the width of a screen.
        if (Console.IsOutputRedirected)
            console.Profile.Width = 200;
        _machine = machine;
        Note(machine.ToString());
    }

    public static void Note(string text) => Console.Error.WriteLine(text);

    public void Show(Report report)
    {
        _reports.Add(report);
        if (json)
            return;
        console.WriteLine();
        console.Write(new Rule($"[bold]{Markup.Escape(report.Benchmark)}[/]: {Markup.Escape(report.Title)}").LeftJustified());
        if (report.Figures.Count > 0)
        {
            console.Write(
                Table(
                    "",
                    ["what", "value", "unit", "beside"],
                    report.Figures.Select(f => (IReadOnlyList<object>)[f.Name, f.Value, f.Unit, f.Beside ?? ""])
                )
            );
        }

        foreach (var grid in report.Grids)
            console.Write(Table(grid.Title, grid.Columns, grid.Rows));
        foreach (var note in report.Notes)
            console.MarkupLine($"[grey]{Markup.Escape(note)}[/]");
    }

    public void End()
    {
        if (json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        machine = _machine,
                        load_at_end = MachineFacts.Read().Load,
                        reports = _reports,
                    },
                    ResultJson.Indented
                )
            );
        }
        else
        {
            Note($"load at the end: {MachineFacts.Read().Load}");
        }
    }

    static Table Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        if (title.Length > 0)
            table.Title(Markup.Escape(title));
        var all = rows.ToList();
        for (var c = 0; c < columns.Count; c++)
        {
            var column = new TableColumn(Markup.Escape(columns[c]));
            table.AddColumn(all.Exists(r => r[c] is not string) ? column.RightAligned() : column);
        }

        foreach (var row in all)
            table.AddRow([.. row.Select(cell => Markup.Escape(Text(cell)))]);
        return table;
    }

    /// <summary>Three significant digits or the whole number, whichever is more.</summary>
    static string Text(object cell) =>
        cell switch
        {
            double d when double.IsNaN(d) => "",
            double d => d.ToString(
                Math.Abs(d) switch
                {
                    >= 100 => "N0",
                    >= 10 => "N1",
                    _ => "N2",
                },
                CultureInfo.InvariantCulture
            ),
            IFormattable f => f.ToString("N0", CultureInfo.InvariantCulture),
            _ => cell.ToString() ?? "",
        };
}
