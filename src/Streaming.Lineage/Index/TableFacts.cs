using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Index;

/// <summary>Counts, times and what records are looked up by, taken from a batch's tables.</summary>
sealed record TableFacts(StreamTotals Totals, FilterHashes Hashes)
{
    /// <summary>About 1.5 % false positives; a batch of a few rows takes one block whatever this says.</summary>
    const double FilterBitsPerHash = 9;

    /// <param name="covered">As <see cref="FilterHashes.Covered"/> says.</param>
    public byte[] Filter(FilterKinds covered) => Hashes.Filter(covered, FilterBitsPerHash);

    public static TableFacts Of(BatchHeader header, IReadOnlyList<LineageTable> tables) =>
        Of(header, name => tables.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal))?.Batch);

    public static TableFacts Of(BatchHeader header, Func<string, RecordBatch?> table)
    {
        var (rows, labels, rejected) = (table(TableNames.Rows), table(TableNames.Labels), table(TableNames.Rejected));
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        Count(rows, TableNames.Decision, "", outcomes);
        string[] decisions = [.. outcomes.Keys];
        Count(rejected, RejectedColumns.Reason, StreamTotals.RejectedPrefix, outcomes);
        var (rowTimes, labelTimes) = (Times(rows), Times(labels));
        var totals = new StreamTotals(
            rows?.Length ?? 0,
            labels?.Length ?? 0,
            rejected?.Length ?? 0,
            Timestamp.Min(rowTimes.Min, labelTimes.Min),
            Timestamp.Max(rowTimes.Max, labelTimes.Max),
            outcomes
        )
        {
            Control = table(TableNames.Control)?.Length ?? 0,
        };

        return new TableFacts(totals, FilterHashes.Of(header, Decoded, decisions, (int)totals.Records));

        // The tables may have to be decompressed: once is enough.
        RecordBatch? Decoded(string name) =>
            name switch
            {
                TableNames.Rows => rows,
                TableNames.Labels => labels,
                TableNames.Rejected => rejected,
                _ => table(name),
            };
    }

    static (Timestamp Min, Timestamp Max) Times(RecordBatch? rows)
    {
        var (min, max) = (Timestamp.End, Timestamp.Beginning);
        if (rows is null || !Columns.Has(rows, SystemColumns.EventTime))
            return (min, max);
        foreach (var time in Columns.Times(rows, SystemColumns.EventTime))
            (min, max) = (Timestamp.Min(min, time), Timestamp.Max(max, time));
        return (min, max);
    }

    static void Count(RecordBatch? batch, string column, string prefix, SortedDictionary<string, long> counts)
    {
        if (batch is null || !Columns.Has(batch, column))
            return;
        foreach (var (name, count) in TextCounts.Of(Columns.Bytes(batch, column)))
            counts[prefix + name] = counts.GetValueOrDefault(prefix + name) + count;
    }
}
