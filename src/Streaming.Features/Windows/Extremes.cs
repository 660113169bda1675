using Streaming.Events.Time;

namespace Streaming.Features.Windows;

/// <summary>
/// The minimum of a sliding window: the entries that are or may yet become it, times and values both ascending (a monotonic
/// deque). Entries may come late: they are put where they belong. The maximum is the minimum of the negated values.
/// </summary>
sealed class Extremes
{
    (Timestamp Time, double Value)[] _items = new (Timestamp, double)[4];
    int _first;
    int _end;

    /// <summary>Lowest value; the window must not be empty.</summary>
    public double Value => _items[_first].Value;

    public void Add(Timestamp time, double value)
    {
        // Entries that leave no later than this one and are no lower will never be the minimum again.
        var place = _end;
        while (place > _first && _items[place - 1].Time > time)
            place--;
        if (place < _end && _items[place].Value <= value)
            return;
        var from = place;
        while (from > _first && _items[from - 1].Value >= value)
            from--;
        if (from < place)
        {
            _items[from] = (time, value);
            Close(from + 1, place);
        }
        else
        {
            place = Open(place);
            _items[place] = (time, value);
        }
    }

    /// <summary>Lets go of what is not after <paramref name="low"/>.</summary>
    public void Evict(Timestamp low)
    {
        while (_first < _end && _items[_first].Time <= low)
            _first++;
        if (_first == _end)
            _first = _end = 0;
    }

    public void Clear() => _first = _end = 0;

    void Close(int start, int end)
    {
        _items.AsSpan(end, _end - end).CopyTo(_items.AsSpan(start));
        _end -= end - start;
    }

    int Open(int place)
    {
        if (_end == _items.Length)
        {
            var kept = _items.AsSpan(_first, _end - _first);
            var items = kept.Length > _items.Length / 2 ? new (Timestamp, double)[_items.Length * 2] : _items;
            kept.CopyTo(items);
            place -= _first;
            _end -= _first;
            _first = 0;
            _items = items;
        }
        _items.AsSpan(place, _end - place).CopyTo(_items.AsSpan(place + 1));
        _end++;
        return place;
    }
}
