using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Lineage;

/// <summary>Counts, times and event ids of a batch, taken from its tables.</summary>
internal sealed record TableFacts(StreamTotals Totals, List<ulong> IdHashes)
{
    /// <summary>About 1.5 % false positives; a batch of a few rows takes one block whatever this says.</summary>
    private const double FilterBitsPerId = 9;

    public byte[] Filter() => BloomFilter.Build(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(IdHashes), FilterBitsPerId);

    public static TableFacts Of(BatchHeader header, IReadOnlyList<LineageTable> tables) =>
        Of(header, name => tables.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal))?.Batch);

    public static TableFacts Of(BatchHeader header, Func<string, RecordBatch?> table)
    {
        var (rows, labels, rejected) = (table(TableNames.Rows), table(TableNames.Labels), table(TableNames.Rejected));
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        Count(rows, TableNames.Decision, "", outcomes);
        Count(rejected, RejectedColumns.Reason, "rejected:", outcomes);
        var (min, max) = Times(rows);
        var totals = new StreamTotals(rows?.Length ?? 0, labels?.Length ?? 0, rejected?.Length ?? 0, min, max, outcomes);

        var hashes = new List<ulong>((int)(totals.Rows + totals.Labels + totals.Rejected));
        AddIds(rows, header.IdColumn, hashes);
        AddIds(labels, header.LabelIdColumn, hashes);
        AddIds(rejected, RejectedColumns.EventId, hashes);
        return new TableFacts(totals, hashes);
    }

    private static void AddIds(RecordBatch? batch, string? column, List<ulong> hashes)
    {
        if (batch is not null && column is not null && batch.Schema.GetFieldIndex(column) is >= 0 and var index)
            EventIdHash.AddColumn(batch.Column(index), hashes);
    }

    private static (long Min, long Max) Times(RecordBatch? rows)
    {
        var (min, max) = (long.MaxValue, long.MinValue);
        var index = rows?.Schema.GetFieldIndex(SystemColumns.EventTime) ?? -1;
        if (index < 0)
            return (min, max);
        foreach (var time in ((Int64Array)rows!.Column(index)).Values)
            (min, max) = (Math.Min(min, time), Math.Max(max, time));
        return (min, max);
    }

    /// <summary>Counts the values of a string column. Few differ, so each is made a string once.</summary>
    private static void Count(RecordBatch? batch, string column, string prefix, SortedDictionary<string, long> counts)
    {
        var index = batch?.Schema.GetFieldIndex(column) ?? -1;
        if (index < 0)
            return;
        foreach (var (name, count) in StringCounts.Of(batch!.Column(index)))
            counts[prefix + name] = counts.GetValueOrDefault(prefix + name) + count;
    }
}
