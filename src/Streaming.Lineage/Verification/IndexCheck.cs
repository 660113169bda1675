namespace Streaming.Lineage;

/// <summary>Compares a stream's lookup rows and merged filters with what its batches say; keeps the first difference.</summary>
internal sealed class IndexCheck(StreamKey stream, IndexQueries index)
{
    /// <summary>Index rows read at a time.</summary>
    private const int PageSize = 1_024;

    private readonly GroupCollector _collector = new(stream);
    private Dictionary<long, IndexEntry> _entries = [];
    private long _entriesUpTo;
    private Queue<FilterGroup>? _groups;

    public LineageFault? Fault { get; private set; }

    public async Task NextAsync(LineageBatch batch, TableFacts facts, CancellationToken ct)
    {
        if (Fault is not null)
            return;
        _groups ??= new Queue<FilterGroup>(await index.GroupsAsync(stream.ToString(), ct));
        if (batch.Version > _entriesUpTo)
        {
            _entriesUpTo = batch.Version + PageSize - 1;
            _entries = await index.EntriesAsync(stream.ToString(), batch.Version, _entriesUpTo, ct);
        }

        if (!_entries.TryGetValue(batch.Version, out var entry))
            Differs(batch.Version, "has no lookup row");
        else if (!entry.Same(IndexEntry.Of(facts, batch.Header.Clock)))
            Differs(batch.Version, "has a lookup row that does not follow from it");
        else if (_collector.Add(batch, facts.IdHashes, facts.Totals.Records) is { } group && _groups.TryDequeue(out var stored))
            Compare(group, stored);
    }

    private void Compare(FilterGroup computed, FilterGroup stored)
    {
        if (stored.Range != computed.Range || !stored.Filter.AsSpan().SequenceEqual(computed.Filter))
            Differs(stored.Range.Last, $"ends a merged lookup filter (from version {stored.Range.First}) that does not follow from its batches");
    }

    private void Differs(long version, string what) =>
        Fault = new LineageFault(FaultKind.IndexDiffers, stream, version, $"batch {stream}/{version} {what}: records may not be found by event id until the lookup index is rebuilt");
}
