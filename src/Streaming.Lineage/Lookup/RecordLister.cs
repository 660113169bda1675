using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Lookup;

/// <summary>
/// Lists records by key and decision, the last recorded first. Filters say which batches to read; one that does not cover what is asked for
/// rules nothing out, so that what was recorded before there were such filters is read and not missed.
/// </summary>
sealed class RecordLister(EventQueries events, IndexQueries index)
{
    public async Task<RecordPage> ListAsync(RecordQuery query, CancellationToken stop)
    {
        var probe = new FilterProbe((FilterKinds.Keys, query.Key), (FilterKinds.Decisions, query.Decision));
        var candidates = new CandidateMerge(events, index, probe).LastFirstAsync(query.Topology, query.Before, stop);
        var matcher = new RecordMatcher(query);
        var records = new List<LineageRecord>();
        var notIndexed = 0L;
        await foreach (var candidate in candidates)
        {
            await foreach (var batch in events.BatchesAsync(candidate.Stream, candidate.Version, candidate.Version, stop))
            {
                if (!probe.IsAnswered(candidate.Covered) && probe.IsAnswered(FilterHashes.KindsOf(batch.Header)))
                    notIndexed++;
                records.AddRange(matcher.LastFirst(batch).Take(query.Limit - records.Count).Select(r => r.Record()));
            }

            if (records.Count == query.Limit)
                return new RecordPage(records, records[^1].LineageId, notIndexed);
        }

        return new RecordPage(records, Next: null, notIndexed);
    }
}
