using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Index;

/// <summary>Which tables of a batch name events, and in which column.</summary>
static class IdColumns
{
    /// <summary>Tables that are there, with the column that is; <paramref name="table"/> decodes one by name.</summary>
    public static IEnumerable<(string Table, RecordBatch Batch, string Column)> Of(BatchHeader header, Func<string, RecordBatch?> table)
    {
        foreach (var (name, column) in Candidates(header))
        {
            if (column is not null && table(name) is { } batch && Columns.Has(batch, column))
                yield return (name, batch, column);
        }
    }

    static (string Table, string? Column)[] Candidates(BatchHeader header) =>
        [
            (TableNames.Rows, header.IdColumn),
            (TableNames.Labels, header.LabelIdColumn),
            (TableNames.Rejected, RejectedColumns.EventId),
            (TableNames.Control, ControlCommands.EventId),
        ];
}
