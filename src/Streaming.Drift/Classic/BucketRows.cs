using Streaming.Drift.State;

namespace Streaming.Drift.Classic;

/// <summary>
/// A window of values in buckets of 1, 2, 4, … values, at most so many of each size: the exponential histogram of Datar, Gionis, Indyk and
/// Motwani, with each bucket's sum and its sum of squared deviations.
/// </summary>
sealed class BucketRows(int most)
{
    // 2^50 values are more than there will be.
    const int MostRows = 50;

    readonly record struct Bucket(double Total, double Squares);

    // Row r has buckets of 2^r values, the oldest first.
    readonly List<List<Bucket>> _rows =
    [
        [],
    ];
    double _squares;

    /// <summary>Values in the window.</summary>
    public double Width { get; private set; }

    /// <summary>Their sum.</summary>
    public double Total { get; private set; }

    /// <summary>Their variance; never below zero, which rounding could make of it.</summary>
    public double Variance => Width == 0 ? 0 : Math.Max(0, _squares / Width);

    public void Add(double value)
    {
        if (Width > 0)
        {
            var difference = value - Total / Width;
            _squares += difference * difference * Width / (Width + 1);
        }

        Width++;
        Total += value;
        _rows[0].Add(new Bucket(value, 0));
        for (var row = 0; _rows[row].Count > most && row < MostRows; row++)
            MergeOldest(row);
    }

    /// <summary>Forgets the oldest bucket.</summary>
    public void DropOldest()
    {
        var row = _rows.Count - 1;
        var size = Math.ScaleB(1, row);
        var bucket = _rows[row][0];
        _rows[row].RemoveAt(0);
        Width -= size;
        Total -= bucket.Total;
        if (Width > 0)
        {
            var difference = bucket.Total / size - Total / Width;
            _squares -= bucket.Squares + size * Width * difference * difference / (size + Width);
        }
        else
        {
            _squares = 0;
        }

        while (_rows.Count > 1 && _rows[^1].Count == 0)
            _rows.RemoveAt(_rows.Count - 1);
    }

    public void Clear()
    {
        _rows.Clear();
        _rows.Add([]);
        (Width, Total, _squares) = (0, 0, 0);
    }

    /// <summary>Size and sum of each bucket.</summary>
    public IEnumerable<(double Size, double Total)> OldestFirst()
    {
        for (var row = _rows.Count - 1; row >= 0; row--)
        {
            var size = Math.ScaleB(1, row);
            foreach (var bucket in _rows[row])
                yield return (size, bucket.Total);
        }
    }

    void MergeOldest(int row)
    {
        var size = Math.ScaleB(1, row);
        var (first, second) = (_rows[row][0], _rows[row][1]);
        var difference = (first.Total - second.Total) / size;
        var merged = new Bucket(first.Total + second.Total, first.Squares + second.Squares + size * difference * difference / 2);
        _rows[row].RemoveRange(0, 2);
        if (_rows.Count == row + 1)
            _rows.Add([]);
        _rows[row + 1].Add(merged);
    }

    public void Write(StateWriter state)
    {
        state.Doubles([Total, _squares]);
        state.Long(_rows.Count);
        foreach (var row in _rows)
        {
            state.Long(row.Count);
            foreach (var bucket in row)
                state.Doubles([bucket.Total, bucket.Squares]);
        }
    }

    public void Read(ref StateReader state)
    {
        (Total, _squares) = (state.Double(), state.Double());
        var rows = state.Count(MostRows + 1);
        if (rows == 0)
            throw StateReader.Bad("a window without rows");
        _rows.Clear();
        Width = 0;
        for (var row = 0; row < rows; row++)
        {
            var buckets = state.Count(most);
            if (buckets == 0 && row > 0 && row == rows - 1)
                throw StateReader.Bad("a last row without buckets");
            var read = new List<Bucket>();
            for (var i = 0; i < buckets; i++)
                read.Add(new Bucket(state.Double(), state.Double()));
            _rows.Add(read);
            Width += Math.ScaleB(buckets, row);
        }
    }
}
