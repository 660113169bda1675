namespace Streaming.Features.Windows;

/// <summary>How often each value occurs in a window: open addressing over 128-bit identities, removal by shifting back.</summary>
sealed class DistinctValues
{
    (ulong Low, ulong High, int Times)[] _cells = new (ulong, ulong, int)[8];

    /// <summary>Number of different values.</summary>
    public int Count { get; private set; }

    public void Add(ulong low, ulong high)
    {
        var cell = Find(low, high);
        if (_cells[cell].Times == 0)
        {
            if (Count >= _cells.Length * 3 / 4)
            {
                Grow();
                cell = Find(low, high);
            }
            Count++;
            _cells[cell] = (low, high, 0);
        }
        _cells[cell].Times++;
    }

    /// <summary>Takes out one occurrence of a value that is there.</summary>
    public void Remove(ulong low, ulong high)
    {
        var hole = Find(low, high);
        if (--_cells[hole].Times > 0)
            return;
        Count--;
        var mask = _cells.Length - 1;
        for (var i = (hole + 1) & mask; _cells[i].Times > 0; i = (i + 1) & mask)
        {
            // A value may move to the hole unless its own cell lies between the hole and where it is now.
            if (((i - Home(_cells[i].Low, _cells[i].High)) & mask) < ((i - hole) & mask))
                continue;
            _cells[hole] = _cells[i];
            hole = i;
        }
        _cells[hole] = default;
    }

    public void Clear()
    {
        _cells.AsSpan().Clear();
        Count = 0;
    }

    int Find(ulong low, ulong high)
    {
        var mask = _cells.Length - 1;
        var i = Home(low, high);
        while (_cells[i].Times > 0 && (_cells[i].Low != low || _cells[i].High != high))
            i = (i + 1) & mask;
        return i;
    }

    // Multiplied by a large odd number (2^64 over the golden ratio), so that numbers close together do not crowd.
    int Home(ulong low, ulong high) => (int)(((low ^ (high << 1)) * 0x9E3779B97F4A7C15) >> 32) & (_cells.Length - 1);

    void Grow()
    {
        var old = _cells;
        _cells = new (ulong, ulong, int)[old.Length * 2];
        foreach (var cell in old)
        {
            if (cell.Times > 0)
                _cells[Find(cell.Low, cell.High)] = cell;
        }
    }
}
