using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Lookup;

/// <summary>Puts together what all stages recorded about a record.</summary>
sealed class LineageRecordReader(EventQueries events, EventFinder finder)
{
    /// <summary>One for each source record with this event id (a rejected duplicate has its own).</summary>
    public async Task<IReadOnlyList<LineageRecord>> OfEventAsync(string topology, string eventId, CancellationToken stop)
    {
        var rows = await ReadAsync(await finder.FindAsync(topology, eventId, stop), stop);
        var labels = rows.Where(r => r.Location.Table == TableNames.Labels)
            .GroupBy(r => r.Origin)
            .Select(g => g.First())
            .Select(r => new RecordedLabel(r.Location, r.EventTime, r.Fields()))
            .ToList();
        var overrides = rows.Select(r => r.Override()).OfType<RecordedOverride>().ToLookup(o => o.Record);
        return rows.Where(r => r.Location.Table is TableNames.Rows or TableNames.Rejected)
            .GroupBy(r => r.Origin)
            .Select(record => Combine(record.OrderByDescending(r => r.Progress).ToList(), labels))
            .Select(record => record with { Overrides = InOrder(overrides[record.LineageId]) })
            .OrderBy(s => s.Source.Partition)
            .ThenBy(s => s.Source.Offset)
            .ToList();
    }

    /// <summary>What is known of one row, or of the record that a command is about; null when there is no such row.</summary>
    public async Task<LineageRecord?> OfRowAsync(LineageId id, CancellationToken stop)
    {
        var found = await RowAsync(id, stop);
        if (found?.Location.Table == TableNames.Control)
            found = found.Override() is { } command ? await RowAsync(command.Record, stop) : null;
        // A command about a command is nobody's whom we know.
        var row = found is null || found.Location.Table == TableNames.Control ? null : found.Record();
        if (row?.EventId is null)
            return row;
        var whole = await OfEventAsync(id.Stream.Topology, row.EventId, stop);
        var same = whole.FirstOrDefault(s =>
            s.Rejection is null && (s.Source.Partition, s.Source.Offset) == (row.Source.Partition, row.Source.Offset)
        );
        return row with { Labels = same?.Labels ?? [], OtherStages = Others(row.Location, same), Overrides = same?.Overrides ?? [] };
    }

    async Task<RowReader?> RowAsync(LineageId id, CancellationToken stop)
    {
        RowReader? row = null;
        await foreach (var batch in events.BatchesAsync(id.Stream, id.Version, id.Version, stop))
        {
            row = id.Find(batch.Table) is var (table, place) ? Row(batch, table, place) : null;
        }

        return row;
    }

    static IReadOnlyList<RecordLocation> Others(RecordLocation asked, LineageRecord? whole) =>
        whole is null ? [] : [.. whole.OtherStages.Append(whole.Location).Where(l => l != asked)];

    /// <summary>As they were recorded: all commands about a record go to the partition that it was scored in.</summary>
    static IReadOnlyList<RecordedOverride> InOrder(IEnumerable<RecordedOverride> overrides) =>
        [
            .. overrides
                .OrderBy(o => o.LineageId.Stream.ToString(), StringComparer.Ordinal)
                .ThenBy(o => o.LineageId.Version)
                .ThenBy(o => o.LineageId.Row),
        ];

    static LineageRecord Combine(List<RowReader> stages, IReadOnlyList<RecordedLabel> labels) =>
        stages[0].Record() with
        {
            OtherStages = stages.Skip(1).Select(r => r.Location).ToList(),
            Labels = labels,
        };

    async Task<List<RowReader>> ReadAsync(IReadOnlyList<RecordLocation> locations, CancellationToken stop)
    {
        var rows = new List<RowReader>();
        foreach (var stream in locations.GroupBy(l => l.Stream))
        {
            var wanted = stream.ToLookup(l => l.Version);
            await foreach (var batch in events.BatchesAsync(stream.Key, wanted.Select(w => w.Key), stop))
            {
                foreach (var location in wanted[batch.Version])
                {
                    if (Row(batch, location.Table, location.Row) is { } row)
                        rows.Add(row);
                }
            }
        }

        return rows;
    }

    static RowReader? Row(LineageBatch batch, string table, int row) =>
        batch.Table(table) is { } columns && row < columns.Length ? new RowReader(batch, table, columns, row) : null;
}
