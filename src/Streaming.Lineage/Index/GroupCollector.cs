using System.Runtime.InteropServices;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Index;

/// <summary>A merged filter over a range of batches.</summary>
sealed record FilterGroup(VersionRange Range, byte[] Filter);

/// <summary>Makes groups out of a stream's batches, handed over in order from where a group begins.</summary>
sealed class GroupCollector(StreamKey stream)
{
    readonly List<ulong> _hashes = new(GroupRule.Records);
    long _first;

    /// <summary>Takes a batch; the group it closes, or null.</summary>
    /// <param name="batch">Its header says how many records the stream has up to it.</param>
    /// <param name="idHashes">Its event ids.</param>
    /// <param name="batchRecords">Its own records.</param>
    public FilterGroup? Add(LineageBatch batch, List<ulong> idHashes, long batchRecords)
    {
        if (_first == 0)
            _first = batch.Version;
        _hashes.AddRange(idHashes);
        if (!GroupRule.ClosesGroup(batch.Version, batch.Header.Totals, batchRecords))
            return null;
        var filter = BloomFilter.Build(CollectionsMarshal.AsSpan(_hashes), GroupRule.FilterBitsPerId);
        var group = new FilterGroup(new VersionRange(stream.ToString(), _first, batch.Version), filter);
        _hashes.Clear();
        _first = batch.Version + 1;
        return group;
    }
}
