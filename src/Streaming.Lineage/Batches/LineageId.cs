using System.Globalization;
using Apache.Arrow;

namespace Streaming.Lineage.Batches;

/// <summary>
/// Address of one record of a batch: <c>topology/stage/partition/version/row</c>. Rows of the <see cref="TableNames.Rows"/> table
/// are counted first, those of <see cref="TableNames.Rejected"/> after them, then those of <see cref="TableNames.Control"/>.
/// </summary>
public readonly record struct LineageId(StreamKey Stream, long Version, int Row)
{
    /// <summary>The tables whose rows are records, in the order in which they are counted.</summary>
    internal static readonly string[] Tables = [TableNames.Rows, TableNames.Rejected, TableNames.Control];

    /// <summary>How many records of a batch are counted before those of a table.</summary>
    /// <param name="table">One of the tables whose rows are records.</param>
    /// <param name="tables">Decodes a table by name.</param>
    public static int FirstOf(string table, Func<string, RecordBatch?> tables) =>
        Tables.TakeWhile(t => t != table).Sum(t => tables(t)?.Length ?? 0);

    /// <summary>The table that the record lies in, and its row there; null where the batch has not so many.</summary>
    /// <param name="tables">Decodes a table by name.</param>
    public (string Table, int Row)? Find(Func<string, RecordBatch?> tables)
    {
        var row = Row;
        foreach (var table in Tables)
        {
            var rows = tables(table)?.Length ?? 0;
            if (row < rows)
                return (table, row);
            row -= rows;
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stream}/{Version}/{Row}");

    /// <summary>Reads <c>topology/stage/partition/version/row</c>; false where a text is something else.</summary>
    public static bool TryParse(string text, out LineageId id)
    {
        id = default;
        var lastSlash = text.LastIndexOf('/');
        var slash = lastSlash > 0 ? text.LastIndexOf('/', lastSlash - 1) : -1;
        if (
            slash < 0
            || !StreamKey.TryParse(text[..slash], out var stream)
            || !long.TryParse(
                text.AsSpan(slash + 1, lastSlash - slash - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var version
            )
            || !int.TryParse(text.AsSpan(lastSlash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var row)
        )
        {
            return false;
        }

        id = new LineageId(stream, version, row);
        return true;
    }
}
