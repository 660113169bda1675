namespace Streaming.Lineage;

/// <summary>Puts together what all stages recorded about a record.</summary>
sealed class StoryTeller(EventQueries events, EventFinder finder)
{
    /// <summary>One story for each source record with this event id (a rejected duplicate has its own).</summary>
    public async Task<IReadOnlyList<RecordStory>> OfEventAsync(string topology, string eventId, CancellationToken ct)
    {
        var rows = await ReadAsync(await finder.FindAsync(topology, eventId, ct), ct);
        var labels = rows.Where(r => r.Location.Table == TableNames.Labels)
            .GroupBy(r => r.Origin).Select(g => g.First())
            .Select(r => new LabelStory(r.Location, r.EventTime, r.Fields()))
            .ToList();
        return rows.Where(r => r.Location.Table != TableNames.Labels)
            .GroupBy(r => r.Origin)
            .Select(record => Tell(record.OrderByDescending(r => r.Progress).ToList(), labels))
            .OrderBy(s => s.Source.Partition).ThenBy(s => s.Source.Offset)
            .ToList();
    }

    /// <summary>The story of one row; null when there is no such row.</summary>
    public async Task<RecordStory?> OfRowAsync(LineageId id, CancellationToken ct)
    {
        var row = (await RowAsync(id, ct))?.Story();
        if (row?.EventId is null)
            return row;
        var whole = await OfEventAsync(id.Stream.Topology, row.EventId, ct);
        var same = whole.FirstOrDefault(s => s.Rejection is null && (s.Source.Partition, s.Source.Offset) == (row.Source.Partition, row.Source.Offset));
        return row with { Labels = same?.Labels ?? [], OtherStages = Others(row.Location, same) };
    }

    async Task<RowReader?> RowAsync(LineageId id, CancellationToken ct)
    {
        RowReader? row = null;
        await foreach (var batch in events.BatchesAsync(id.Stream, id.Version, id.Version, ct))
        {
            var accepted = RowReader.RowCount(batch);
            row = id.Row < accepted ? Row(batch, TableNames.Rows, id.Row) : Row(batch, TableNames.Rejected, id.Row - accepted);
        }

        return row;
    }

    static IReadOnlyList<RecordLocation> Others(RecordLocation asked, RecordStory? whole) =>
        whole is null ? [] : [.. whole.OtherStages.Append(whole.Location).Where(l => l != asked)];

    static RecordStory Tell(List<RowReader> stages, IReadOnlyList<LabelStory> labels) =>
        stages[0].Story() with { OtherStages = stages.Skip(1).Select(r => r.Location).ToList(), Labels = labels };

    async Task<List<RowReader>> ReadAsync(IReadOnlyList<RecordLocation> locations, CancellationToken ct)
    {
        var rows = new List<RowReader>();
        foreach (var stream in locations.GroupBy(l => l.Stream))
        {
            var wanted = stream.ToLookup(l => l.Version);
            await foreach (var batch in events.BatchesAsync(stream.Key, wanted.Select(w => w.Key), ct))
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
