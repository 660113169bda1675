using Spectre.Console;

namespace Streaming.Cli.Shell;

/// <summary>Tables of texts: the first column to the left, figures to the right.</summary>
static class Tables
{
    public static Table Plain(params IReadOnlyList<string> columns)
    {
        var table = new Table { Border = TableBorder.Minimal };
        foreach (var (index, column) in columns.Index())
        {
            var added = new TableColumn(new Text(column)).NoWrap();
            table.AddColumn(index == 0 ? added : added.RightAligned());
        }

        return table;
    }

    public static void Row(Table table, params IReadOnlyList<string> cells) => table.AddRow(cells.Select(c => new Text(c)));
}
