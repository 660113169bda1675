using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Index;

/// <summary>A merged filter over a range of batches, and what it covers.</summary>
sealed record FilterGroup(VersionRange Range, byte[] Filter, FilterKinds Kinds);

/// <summary>What the merged filter over a range of batches is built from.</summary>
sealed record ClosedGroup(VersionRange Range, FilterHashes Hashes)
{
    public FilterGroup Merge() => Merge(Hashes.Kinds);

    /// <summary>Whether a stored group follows from the batches; it may be one that an earlier release made.</summary>
    public bool Leads(FilterGroup stored) =>
        Merge(Hashes.Covered(stored.Kinds)) is var group
        && group.Kinds == stored.Kinds
        && group.Filter.AsSpan().SequenceEqual(stored.Filter);

    FilterGroup Merge(FilterKinds covered) => new(Range, Hashes.Filter(covered, GroupRule.FilterBitsPerHash), covered);
}

/// <summary>Makes groups out of a stream's batches, handed over in order from where a group begins.</summary>
sealed class GroupCollector(StreamKey stream)
{
    readonly List<ulong> _eventIds = new(GroupRule.Records);
    readonly HashSet<ulong> _others = [];
    FilterKinds _kinds = FilterKinds.All;
    long _first;

    /// <summary>Takes a batch; the group it closes, or null.</summary>
    /// <param name="batch">Its header says how many records the stream has up to it.</param>
    /// <param name="facts">What its tables say.</param>
    public ClosedGroup? Add(LineageBatch batch, TableFacts facts)
    {
        if (_first == 0)
            _first = batch.Version;
        _eventIds.AddRange(facts.Hashes.OfEventIds);
        foreach (var hash in facts.Hashes.OfOthers)
            _others.Add(hash);
        _kinds &= facts.Hashes.Kinds;
        if (!GroupRule.ClosesGroup(batch.Version, batch.Header.Totals, facts.Totals.Records))
            return null;
        var hashes = new FilterHashes(_kinds, [.. _eventIds, .. _others], _eventIds.Count);
        var group = new ClosedGroup(new VersionRange(stream.ToString(), _first, batch.Version), hashes);
        _eventIds.Clear();
        _others.Clear();
        _kinds = FilterKinds.All;
        _first = batch.Version + 1;
        return group;
    }
}
