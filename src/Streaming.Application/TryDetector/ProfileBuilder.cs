namespace Streaming.Application.TryDetector;

/// <summary>Means over runs of rows, in constant memory: where there are too many runs, two become one.</summary>
sealed class ProfileBuilder
{
    /// <summary>Even, so that runs can be joined in pairs.</summary>
    const int MostPoints = 120;

    readonly double[] _sums = new double[MostPoints];
    readonly long[] _counts = new long[MostPoints];
    long _rowsAPoint = 1;
    long _rows;

    public void Add(double? value)
    {
        if (_rows == MostPoints * _rowsAPoint)
            Join();
        var point = (int)(_rows++ / _rowsAPoint);
        if (value is not { } number)
            return;
        _sums[point] += number;
        _counts[point]++;
    }

    public ValueProfile Build()
    {
        var points = (int)((_rows + _rowsAPoint - 1) / _rowsAPoint);
        return new ValueProfile(
            _rowsAPoint,
            [.. Enumerable.Range(0, points).Select(i => _counts[i] == 0 ? (double?)null : _sums[i] / _counts[i])]
        );
    }

    void Join()
    {
        for (var i = 0; i < MostPoints / 2; i++)
        {
            _sums[i] = _sums[2 * i] + _sums[2 * i + 1];
            _counts[i] = _counts[2 * i] + _counts[2 * i + 1];
        }

        Array.Clear(_sums, MostPoints / 2, MostPoints / 2);
        Array.Clear(_counts, MostPoints / 2, MostPoints / 2);
        _rowsAPoint *= 2;
    }
}
