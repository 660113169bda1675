namespace Streaming.Lineage;

/// <summary>Compares a stream's lookup rows and merged filters with what its batches say; keeps the first difference.</summary>
internal sealed class IndexCheck(StreamKey stream, IndexQueries index)
{
    /// <summary>Index rows read at a time.</summary>
    private const int PageSize = 1_024;

    private readonly GroupCollector _collector = new(stream);
    private Dictionary<long, IndexEntry> _entries = [];
    private long _entriesUpTo;
    private long _lastGrouped = -1;

    public LineageFault? Fault { get; private set; }

    public async Task NextAsync(LineageBatch batch, TableFacts facts, CancellationToken ct)
    {
        if (Fault is not null)
            return;
        if (_lastGrouped < 0)
            _lastGrouped = await index.LastGroupedAsync(stream.ToString(), ct);
        if (batch.Version > _entriesUpTo)
        {
            _entriesUpTo = batch.Version + PageSize - 1;
            _entries = await index.EntriesAsync(stream.ToString(), batch.Version, _entriesUpTo, ct);
        }

        if (!_entries.TryGetValue(batch.Version, out var entry))
            Differs(batch.Version, "has no lookup row");
        else if (!entry.Same(IndexEntry.Of(facts, batch.Header.Clock)))
            Differs(batch.Version, "has a lookup row that does not follow from it");
        else if (_collector.Add(batch, facts.IdHashes, facts.Totals.Records) is { } group && group.Range.Last <= _lastGrouped)
            Compare(group, await index.GroupAsync(group.Range, ct));
    }

    private void Compare(FilterGroup computed, byte[]? stored)
    {
        if (!computed.Filter.AsSpan().SequenceEqual(stored))
            Differs(computed.Range.Last, $"ends a merged lookup filter (from version {computed.Range.First}) that does not follow from its batches");
    }

    private void Differs(long version, string what) =>
        Fault = new LineageFault(FaultKind.IndexDiffers, stream, version, $"batch {stream}/{version} {what}: records may not be found by event id until the lookup index is rebuilt");
}
