using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;

namespace Streaming.Lineage.Lookup;

/// <summary>Finds the records of a batch that a query asks for.</summary>
sealed class RecordMatcher(RecordQuery query)
{
    readonly byte[]? _key = query.Key is { } key ? Encoding.UTF8.GetBytes(key) : null;
    readonly byte[]? _decision = query.Decision is { } decision ? Encoding.UTF8.GetBytes(decision) : null;

    /// <summary>In the order of their lineage ids, the last one first.</summary>
    public IEnumerable<RowReader> LastFirst(LineageBatch batch)
    {
        var outcomes = OutcomeTables.Of(batch.Header.KeyColumn ?? query.KeyColumn, batch.Table);
        var records =
            from outcome in outcomes.Reverse()
            from row in Rows(outcome.Table, outcome.Batch, outcome.Key).AsEnumerable().Reverse()
            select new RowReader(batch, outcome.Table, outcome.Batch, row);
        return query.Before is { } before && (batch.Stream, batch.Version) == (before.Stream, before.Version)
            ? records.Where(r => r.LineageId.Row < before.Row)
            : records;
    }

    List<int> Rows(string table, RecordBatch columns, string keys)
    {
        var rows = new List<int>();
        if (_key is null)
            rows.AddRange(Enumerable.Range(0, columns.Length));
        else
            new LookupColumn(columns, keys).AddRowsWith(_key, rows);
        if (_decision is not null)
            rows.RemoveAll(row => table != TableNames.Rows || !Columns.Bytes(columns, TableNames.Decision)[row].SequenceEqual(_decision));
        return rows;
    }
}
