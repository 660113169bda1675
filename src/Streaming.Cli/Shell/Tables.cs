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

    /// <summary>All columns to the left.</summary>
    /// <param name="wrap">Whether long texts go on in another line.</param>
    /// <param name="columns">Their names.</param>
    public static Table Texts(bool wrap, params IReadOnlyList<string> columns)
    {
        var table = new Table { Border = TableBorder.Minimal };
        foreach (var column in columns)
        {
            var added = new TableColumn(new Text(column));
            table.AddColumn(wrap ? added : added.NoWrap());
        }

        return table;
    }

    public static void Row(Table table, params IReadOnlyList<string> cells) => table.AddRow(cells.Select(c => new Text(c)));
}
