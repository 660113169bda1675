using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;

namespace Streaming.Lineage.Verification;

/// <summary>Compares a stream's lookup rows and merged filters with what its batches say; keeps the first difference.</summary>
/// <param name="stream">The stream.</param>
/// <param name="index">Its index.</param>
/// <param name="first">The first version that is kept.</param>
sealed class IndexCheck(StreamKey stream, IndexQueries index, long first)
{
    /// <summary>Index rows read at a time.</summary>
    const int PageSize = 1_024;

    readonly GroupCollector _collector = new(stream);
    Dictionary<long, IndexEntry> _entries = [];
    long _entriesUpTo;
    HashSet<VersionRange>? _groups;
    long _lastGrouped;
    readonly HashSet<long> _left = [];

    public LineageFault? Fault { get; private set; }

    public async Task NextAsync(LineageBatch batch, TableFacts facts, CancellationToken stop)
    {
        if (Fault is not null)
            return;
        if (_groups is null)
            await LoadGroupsAsync(stop);

        if (batch.Version > _entriesUpTo)
        {
            _entriesUpTo = batch.Version + PageSize - 1;
            _entries = await index.EntriesAsync(stream.ToString(), batch.Version, _entriesUpTo, stop);
        }

        if (!_entries.TryGetValue(batch.Version, out var entry))
        {
            Differs(batch.Version, "has no lookup row");
            return;
        }

        if (!entry.Follows(facts, batch.Header.Watermark))
        {
            Differs(batch.Version, "has a lookup row that does not follow from it");
            return;
        }

        var group = _collector.Add(batch, facts);
        if (group is not null && group.Range.Last <= _lastGrouped && !_left.Contains(group.Range.Last))
            Compare(group, await index.GroupAsync(group.Range, stop));
    }

    /// <summary>The stream is at its end: there must be no group that it does not have.</summary>
    public async Task EndAsync(CancellationToken stop)
    {
        if (_groups is null)
            await LoadGroupsAsync(stop);
        if (Fault is null && _groups!.Count > 0)
            Differs(_groups.Max(g => g.Last), "is said to end a merged lookup filter, and ends none");
    }

    /// <summary>Filters over what a removal has not deleted yet cover more than what is kept; it makes them anew at its end.</summary>
    async Task LoadGroupsAsync(CancellationToken stop)
    {
        _groups = [.. await index.GroupRangesAsync(stream.ToString(), stop)];
        _lastGrouped = _groups.Select(g => g.Last).DefaultIfEmpty().Max();
        if (!_groups.Any(g => g.First < first) || !await index.AnyBeforeAsync(stream.ToString(), first, stop))
            return;
        _left.UnionWith(_groups.Where(g => g.First < first).Select(g => g.Last));
        _groups.RemoveWhere(g => g.First < first);
    }

    void Compare(ClosedGroup computed, FilterGroup? stored)
    {
        _groups!.Remove(computed.Range);
        if (stored is null || !computed.Leads(stored))
        {
            Differs(
                computed.Range.Last,
                $"ends a merged lookup filter (from version {computed.Range.First}) that does not follow from its batches"
            );
        }
    }

    void Differs(long version, string what) =>
        Fault = new LineageFault(
            FaultKind.IndexDiffers,
            stream,
            version,
            $"batch {stream}/{version} {what}: records may not be found until the lookup index is made anew"
        );
}
