using System.Text;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Lookup;

/// <summary>
/// Finds every row that carries an event id: filters of groups first, then filters of the batches in the groups that may
/// hold it and of those not grouped yet, then the batches themselves.
/// </summary>
sealed class EventFinder(EventQueries events, IndexQueries index)
{
    public async Task<IReadOnlyList<RecordLocation>> FindAsync(string topology, string eventId, CancellationToken stop)
    {
        var id = Encoding.UTF8.GetBytes(eventId);
        var candidates = await CandidatesAsync(topology, new FilterProbe((FilterKinds.EventIds, eventId)), stop);
        var found = new List<RecordLocation>();
        foreach (var stream in candidates.GroupBy(c => c.Stream, c => c.Version, StringComparer.Ordinal))
        {
            if (!StreamKey.TryParse(stream.Key, out var key))
                continue;
            await foreach (var batch in events.BatchesAsync(key, stream, stop))
                Search(batch, id, found);
        }

        return found;
    }

    async Task<List<(string Stream, long Version)>> CandidatesAsync(string topology, FilterProbe probe, CancellationToken stop)
    {
        var streams = await index.StreamsAsync(topology, stop);
        var groups = await index.ProbeGroupsAsync(streams.ToArray(), probe, stop);
        var grouped = groups
            .GroupBy(g => g.Range.Stream, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(r => r.Range.Last), StringComparer.Ordinal);
        var ranges = groups
            .Where(g => g.MayContain)
            .Select(g => g.Range)
            .Concat(streams.Select(s => new VersionRange(s, grouped.GetValueOrDefault(s) + 1, long.MaxValue)))
            .ToList();
        return await index.ProbeBatchesAsync(ranges, probe, stop);
    }

    static void Search(LineageBatch batch, byte[] id, List<RecordLocation> found)
    {
        var rows = new List<int>();
        foreach (var (table, columns, column) in IdColumns.Of(batch.Header, batch.Table))
        {
            rows.Clear();
            new LookupColumn(columns, column).AddRowsWith(id, rows);
            found.AddRange(rows.Select(row => new RecordLocation(batch.Stream, batch.Version, table, row)));
        }
    }
}
