using System.Buffers;
using System.Numerics;

namespace Streaming.Lineage.Index;

/// <summary>
/// Tells which hashes of a batch come for the first time. Its table is borrowed: a set of its own for each batch would be garbage of the
/// size that the collector likes least.
/// </summary>
ref struct DistinctHashes
{
    /// <summary>An empty place; a hash of this value takes the next one, which makes two of 2^64 hashes one.</summary>
    const ulong Nothing = 0;

    readonly ulong[] _borrowed;
    readonly Span<ulong> _table;

    public DistinctHashes(int atMost)
    {
        var places = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(atMost, 1) * 2);
        _borrowed = ArrayPool<ulong>.Shared.Rent(places);
        _table = _borrowed.AsSpan(0, places);
        _table.Clear();
    }

    /// <summary>False for a hash that was added before.</summary>
    public readonly bool Add(ulong hash)
    {
        if (hash == Nothing)
            hash++;
        var mask = _table.Length - 1;
        for (var place = (int)hash & mask; ; place = (place + 1) & mask)
        {
            if (_table[place] == hash)
                return false;
            if (_table[place] != Nothing)
                continue;
            _table[place] = hash;
            return true;
        }
    }

    public readonly void Dispose() => ArrayPool<ulong>.Shared.Return(_borrowed);
}
