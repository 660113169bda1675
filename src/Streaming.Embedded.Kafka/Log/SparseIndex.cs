namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// A batch of a segment, by offset and position, with the largest timestamp of all batches before it, which makes one array
/// serve as offset index and as time index.
/// </summary>
readonly record struct IndexEntry(long Offset, int Position, long MaxTimestampBefore);

/// <summary>One entry about every <see cref="Interval"/> bytes of a segment. One thread appends while others search.</summary>
sealed class SparseIndex(IndexEntry[] initial)
{
    public const int Interval = 64 << 10;
    readonly AppendOnlyList<IndexEntry> _entries = new(initial);

    public ReadOnlySpan<IndexEntry> Entries => _entries.Items;

    public void BatchAppended(long offset, int position, long maxTimestampBefore)
    {
        var entries = _entries.Items;
        if (entries.IsEmpty || position - entries[^1].Position >= Interval)
            _entries.Add(new IndexEntry(offset, position, maxTimestampBefore));
    }

    /// <summary>Position of the last entry at or before an offset; 0 where there is none.</summary>
    public int PositionBefore(long offset) =>
        Previous(BinarySearch.CountBefore(Entries, offset, static (in IndexEntry entry, long key) => entry.Offset <= key));

    /// <summary>Where to start looking for the first batch whose timestamp reaches <paramref name="timestamp"/>.</summary>
    public int PositionBeforeTimestamp(long timestamp) =>
        Previous(BinarySearch.CountBefore(Entries, timestamp, static (in IndexEntry entry, long key) => entry.MaxTimestampBefore < key));

    /// <summary>The offset of the first entry at or past a position; null where the segment goes on without one.</summary>
    public long? OffsetAfter(int position)
    {
        var entries = Entries;
        var count = BinarySearch.CountBefore(entries, position, static (in IndexEntry entry, long key) => entry.Position < key);
        return count == entries.Length ? null : entries[count].Offset;
    }

    int Previous(int count) => count == 0 ? 0 : Entries[count - 1].Position;
}
