using Streaming.Drift.Distances;
using Streaming.Drift.State;

namespace Streaming.Drift.Columns;

/// <summary>Distances of a column from its reference, block by block of rows.</summary>
sealed class ColumnBlocks(ReferenceHistogram reference)
{
    const int MostHistory = 40;

    readonly List<double> _history = [];
    long[] _counts = reference.NewCounts();
    long[]? _last;

    public ReferenceHistogram Reference => reference;

    /// <summary>Takes a value, by where it lies in the reference.</summary>
    public void Add(int bin) => _counts[bin]++;

    public void End()
    {
        _last = _counts;
        _counts = reference.NewCounts();
        _history.Add(Distance.PopulationStability(reference, _last));
        if (_history.Count > MostHistory)
            _history.RemoveAt(0);
    }

    public ColumnState State(string column, double evidence) =>
        _last is null
            ? new ColumnState(column, evidence, null, null, null, null, null, [])
            : new ColumnState(
                column,
                evidence,
                _history[^1],
                Distance.KolmogorovSmirnov(reference, _last),
                Distance.JensenShannon(reference, _last),
                Distance.ChiSquared(reference, _last).PValue,
                _last[^1] / (double)_last.Sum(),
                [.. _history]
            );

    public void Write(StateWriter state)
    {
        state.Histogram(reference);
        Counts(state, _counts);
        state.Bool(_last is not null);
        if (_last is not null)
            Counts(state, _last);
        state.Long(_history.Count);
        foreach (var stability in _history)
            state.Double(stability);
    }

    /// <param name="state">What was written.</param>
    /// <param name="bets">What the column is bet on by, if so: with the same reference, a value's bin is looked for once.</param>
    public static ColumnBlocks Read(ref StateReader state, ReferenceHistogram? bets)
    {
        var reference = state.Histogram();
        var blocks = new ColumnBlocks(bets is not null && bets.IsSame(reference) ? bets : reference);
        ReadCounts(ref state, blocks._counts);
        if (state.Bool())
        {
            blocks._last = new long[blocks._counts.Length];
            if (ReadCounts(ref state, blocks._last) == 0)
                throw StateReader.Bad("an empty block of rows");
        }

        var history = state.Count(MostHistory);
        if (history == 0 != blocks._last is null)
            throw StateReader.Bad("a block of rows without its distances");
        for (var i = 0; i < history; i++)
            blocks._history.Add(state.Finite());
        return blocks;
    }

    static void Counts(StateWriter state, long[] counts)
    {
        foreach (var count in counts)
            state.Long(count);
    }

    static long ReadCounts(ref StateReader state, long[] counts)
    {
        long sum = 0;
        for (var i = 0; i < counts.Length; i++)
            sum += counts[i] = state.Count(1L << 40);
        return sum;
    }
}
