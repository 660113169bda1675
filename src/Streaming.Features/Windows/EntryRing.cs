using System.Numerics;
using Streaming.Events.Time;

namespace Streaming.Features.Windows;

/// <summary>
/// Entries of one key in time order, those of one time in the order in which they came. Entries are known by numbers that
/// stay as they are when old ones are dropped at the front; one that comes late moves the numbers of those behind it. A
/// mutable struct, held in a field, to spare every row a step through memory.
/// </summary>
struct EntryRing(int stride)
{
    const int Smallest = 4;

    long[] _words = [];
    int _mask = -1;
    readonly int _stride = stride;

    /// <summary>Number of the oldest entry.</summary>
    public long First { get; private set; }

    /// <summary>Number after the newest entry.</summary>
    public long End { get; private set; }

    public readonly int Count => (int)(End - First);

    public readonly int Bytes => _words.Length * sizeof(long);

    public readonly Timestamp TimeOf(long number) => new(_words[((int)number & _mask) * _stride]);

    /// <summary>Time, then values.</summary>
    public readonly Span<long> this[long number] => _words.AsSpan(((int)number & _mask) * _stride, _stride);

    /// <summary>Number of the first entry later than <paramref name="time"/>.</summary>
    public readonly long After(Timestamp time)
    {
        if (First == End || TimeOf(End - 1) <= time)
            return End;
        var (low, high) = (First, End - 1);
        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            if (TimeOf(middle) <= time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Makes room at <paramref name="number"/>, moving later entries up by one, and returns it.</summary>
    public Span<long> Insert(long number)
    {
        if (Count > _mask)
            Resize(Math.Max(Smallest, 2 * Count));
        End++;
        for (var i = End - 1; i > number; i--)
            this[i - 1].CopyTo(this[i]);
        return this[number];
    }

    /// <summary>Makes room for so many entries at once, in a ring that is empty.</summary>
    public void Reserve(int count)
    {
        if (count > 0)
            Resize(Math.Max(Smallest, count));
    }

    /// <summary>Drops the entries not later than <paramref name="time"/>.</summary>
    public void Drop(Timestamp time)
    {
        while (First < End && TimeOf(First) <= time)
            First++;
    }

    /// <summary>Gives back memory that a busier time needed.</summary>
    public void Shrink()
    {
        if (_mask >= 4 * Smallest && Count < _mask / 4)
            Resize(Math.Max(Smallest, 2 * Count));
    }

    void Resize(int capacity)
    {
        capacity = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        var words = new long[capacity * _stride];
        for (var i = First; i < End; i++)
            this[i].CopyTo(words.AsSpan(((int)i & (capacity - 1)) * _stride, _stride));
        _words = words;
        _mask = capacity - 1;
    }
}
