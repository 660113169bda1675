using Streaming.Drift.Evidence;
using Streaming.Drift.State;

namespace Streaming.Drift.Risk;

/// <summary>
/// A lower confidence bound of the mean of values from 0 to 1 that holds at all times at once: for each possible mean bets run that it is
/// higher, and the bound is the highest mean that they refuted, with all below it. Since a mean may rise late, the stake is not put down
/// at once: a part of it begins with each value, so that a bet made before the rise costs nothing that a later one could win. The parts
/// add up to one, so what is held and what is still to be staked is a supermartingale, and Ville's inequality bounds the chance that it
/// ever reaches 1 / alpha.
/// </summary>
sealed class RisingMean
{
    /// <summary>Means that are told apart, as multiples of the limit: as many as one cares to know of.</summary>
    static readonly double[] Multiples = [0.25, 0.5, 0.75, 0.9, 1, 1.25, 1.5, 2, 3, 5];

    readonly double[] _edges;
    readonly double _enough;

    // Null: refuted, which it stays.
    readonly UnitCell?[] _bets;
    long _values;
    double _left = UnstakedAfter(0);

    /// <param name="limit">A mean that matters.</param>
    /// <param name="alpha">Chance, at most, that the bound is ever above the mean.</param>
    public RisingMean(double limit, double alpha)
    {
        _enough = 1 / alpha;
        _edges = [.. Multiples.Select(m => m * limit).Where(edge => edge is > 0 and < 1)];
        _bets = Array.ConvertAll(_edges, edge => (UnitCell?)new UnitCell(0, edge, Direction.Up));
    }

    /// <summary>The mean is higher than this; 0: that is not known of any.</summary>
    public double LowerBound { get; private set; }

    public void Add(double value)
    {
        var left = UnstakedAfter(++_values);
        var stake = _left - left;
        _left = left;
        for (var i = 0; i < _bets.Length; i++)
        {
            if (_bets[i] is not { } bets)
                continue;
            bets.Add(value, stake, cusum: false);
            if (bets.Evidence + left >= _enough)
                _bets[i] = null;
        }

        Bound();
    }

    public void Write(StateWriter state)
    {
        state.Long(_values);
        foreach (var bets in _bets)
        {
            state.Bool(bets is not null);
            bets?.Write(state);
        }
    }

    public void Read(ref StateReader state)
    {
        _values = state.Count(long.MaxValue - 1);
        _left = UnstakedAfter(_values);
        for (var i = 0; i < _bets.Length; i++)
        {
            if (state.Bool())
                _bets[i]!.Read(ref state, UnitCell.MostWealth(_enough));
            else
                _bets[i] = null;
        }

        Bound();
    }

    /// <summary>The part of the stake that is left for later: it falls as slowly as the inverse of a logarithm, so that a rise after many
    /// values is seen about as soon as an early one.</summary>
    static double UnstakedAfter(long values) => Math.Log(2) / Math.Log(values + 2);

    void Bound()
    {
        var kept = Array.FindIndex(_bets, b => b is not null);
        LowerBound =
            kept == 0 ? 0
            : kept < 0 ? _edges[^1]
            : _edges[kept - 1];
    }
}
