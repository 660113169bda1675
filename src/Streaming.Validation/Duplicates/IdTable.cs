using System.Numerics;
using Streaming.Events.Time;

namespace Streaming.Validation.Duplicates;

/// <summary>
/// Hash table from <see cref="IdHash"/> to event time: open addressing, 32 bytes an entry, at most three quarters full. What
/// is older than the caller's bound goes when the table would have to grow.
/// </summary>
sealed class IdTable
{
    const int SmallestSize = 1024;

    Entry[] _entries = new Entry[SmallestSize];

    public int Count { get; private set; }

    public bool TryGet(UInt128 hash, out Timestamp time)
    {
        ref var entry = ref _entries[Place(_entries, hash)];
        time = entry.Time;
        return entry.Used;
    }

    /// <param name="oldest">Entries of an earlier time may be forgotten.</param>
    public void Set(UInt128 hash, Timestamp time, Timestamp oldest)
    {
        ref var entry = ref _entries[Place(_entries, hash)];
        if (entry.Used)
        {
            entry.Time = time;
            return;
        }
        entry = new Entry(hash, time, true);
        Count++;
        if (Count > _entries.Length / 4 * 3)
            Rebuild(oldest);
    }

    void Rebuild(Timestamp oldest)
    {
        var kept = _entries.Count(e => e.Used && e.Time >= oldest);
        var size = (int)Math.Max(SmallestSize, BitOperations.RoundUpToPowerOf2((uint)kept * 2));
        var entries = new Entry[size];
        foreach (var entry in _entries)
        {
            if (entry.Used && entry.Time >= oldest)
                entries[Place(entries, entry.Hash)] = entry;
        }
        _entries = entries;
        Count = kept;
    }

    static int Place(Entry[] entries, UInt128 hash)
    {
        var at = (int)(ulong)hash & (entries.Length - 1);
        while (entries[at].Used && entries[at].Hash != hash)
            at = (at + 1) & (entries.Length - 1);
        return at;
    }

    struct Entry(UInt128 hash, Timestamp time, bool used)
    {
        public readonly UInt128 Hash = hash;
        public Timestamp Time = time;
        public readonly bool Used = used;
    }
}
