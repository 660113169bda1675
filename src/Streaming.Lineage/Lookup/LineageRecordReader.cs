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
        return rows.Where(r => r.Location.Table != TableNames.Labels)
            .GroupBy(r => r.Origin)
            .Select(record => Combine(record.OrderByDescending(r => r.Progress).ToList(), labels))
            .OrderBy(s => s.Source.Partition)
            .ThenBy(s => s.Source.Offset)
            .ToList();
    }

    /// <summary>What is known of one row; null when there is no such row.</summary>
    public async Task<LineageRecord?> OfRowAsync(LineageId id, CancellationToken stop)
    {
        var row = (await RowAsync(id, stop))?.Record();
        if (row?.EventId is null)
            return row;
        var whole = await OfEventAsync(id.Stream.Topology, row.EventId, stop);
        var same = whole.FirstOrDefault(s =>
            s.Rejection is null && (s.Source.Partition, s.Source.Offset) == (row.Source.Partition, row.Source.Offset)
        );
        return row with { Labels = same?.Labels ?? [], OtherStages = Others(row.Location, same) };
    }

    async Task<RowReader?> RowAsync(LineageId id, CancellationToken stop)
    {
        RowReader? row = null;
        await foreach (var batch in events.BatchesAsync(id.Stream, id.Version, id.Version, stop))
        {
            var accepted = RowReader.RowCount(batch);
            row = id.Row < accepted ? Row(batch, TableNames.Rows, id.Row) : Row(batch, TableNames.Rejected, id.Row - accepted);
        }

        return row;
    }

    static IReadOnlyList<RecordLocation> Others(RecordLocation asked, LineageRecord? whole) =>
        whole is null ? [] : [.. whole.OtherStages.Append(whole.Location).Where(l => l != asked)];

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
