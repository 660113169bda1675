using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Index;

/// <summary>
/// Tables of a batch that hold outcomes: scored rows, and rejected records. A record is in every stage that it goes through, and has its
/// outcome in one.
/// </summary>
static class OutcomeTables
{
    /// <summary>Tables that are there, each with the column of the record's key.</summary>
    /// <param name="key">Column of the rows with the key; rejected records have theirs as it came.</param>
    /// <param name="table">Decodes a table by name.</param>
    public static IEnumerable<(string Table, RecordBatch Batch, string Key)> Of(string key, Func<string, RecordBatch?> table)
    {
        if (table(TableNames.Rows) is { } rows && AreScored(rows) && Columns.Has(rows, key))
            yield return (TableNames.Rows, rows, key);
        if (table(TableNames.Rejected) is { } rejected && Columns.Has(rejected, RejectedColumns.Key))
            yield return (TableNames.Rejected, rejected, RejectedColumns.Key);
    }

    /// <summary>A float32 of this name is the score: no feature may have it, and no field has the type.</summary>
    static bool AreScored(RecordBatch rows) => Columns.HasFeature(rows, TableNames.Score);
}
