using System.Runtime.Intrinsics;
using Streaming.Drift.Distances;
using Streaming.Drift.Evidence;
using Streaming.Drift.State;

namespace Streaming.Drift.Columns;

/// <summary>
/// Bets that a column is no longer distributed as a reference was: on where its values stand in the reference (their rank, from 0 to 1),
/// on how far
/// from its middle, and on how many are missing. The mean of three e-detectors is one.
/// </summary>
/// <remarks>
/// A reference of n rows is a sample itself. The means that it leads one to expect are therefore intervals of four standard errors to
/// either side: where
/// the truth lies in them, no bet gains on average.
/// </remarks>
sealed class ColumnBets
{
    const double StandardErrors = 4;

    /// <summary>What is bet on.</summary>
    public const int Kinds = 3;

    // Standard deviation of an even distribution over 0 to 1; that of ranks in bins is less.
    static readonly double EvenDeviation = Math.Sqrt(1.0 / 12);

    // So often it is looked whether bets on missing values have settled.
    const int LookEvery = 64;

    readonly double[] _rank;
    readonly double[] _spreads;
    readonly UnitCell _place;
    readonly UnitCell _spread;
    readonly UnitCell _missing;

    // Values that were there, one after the other, and whether one more changes nothing of what is held against missing ones.
    int _present;
    bool _settled;

    public ColumnBets(ReferenceHistogram baseline)
    {
        Baseline = baseline;
        var missing = baseline.Counts.Count - 1;
        double there = baseline.Total - baseline.Counts[missing];
        _rank = new double[missing];
        _spreads = new double[missing];
        var (below, spread) = (0.0, 0.0);
        for (var bin = 0; bin < missing; bin++)
        {
            var share = there == 0 ? 0 : baseline.Counts[bin] / there;
            _rank[bin] = there == 0 ? 0.5 : Math.Min(1, below + share / 2);
            below += share;
            _spreads[bin] = Math.Abs(2 * _rank[bin] - 1);
            spread += share * _spreads[bin];
        }

        // Of values that are there the mean rank is a half.
        var error = StandardErrors * EvenDeviation / Math.Sqrt(Math.Max(1, there));
        _place = Around(0.5, error);
        _spread = Around(spread, error);
        var gone = baseline.Counts[missing] / (double)baseline.Total;
        // The last term covers rates so small that the reference has seen none.
        _missing = Around(gone, StandardErrors * Math.Sqrt(gone * (1 - gone) / baseline.Total) + 2 * StandardErrors / baseline.Total);
    }

    public ReferenceHistogram Baseline { get; }

    public double Evidence => (_place.Evidence + _spread.Evidence + _missing.Evidence) / Kinds;

    /// <summary>Takes a value.</summary>
    /// <param name="bin">Where it lies in <see cref="Baseline"/>.</param>
    /// <returns>Four numbers whose sum is <see cref="Kinds"/> times the evidence, but for how it is rounded.</returns>
    public Vector256<double> Add(int bin)
    {
        if (bin >= _rank.Length)
        {
            (_present, _settled) = (0, false);
            return _place.Held + _spread.Held + _missing.Stake(1);
        }

        if (!_settled && ++_present % LookEvery == 0)
            _settled = _missing.IsSettledAt(0);
        var missing = _settled ? _missing.Held : _missing.Stake(0);
        return missing + _place.Stake(_rank[bin]) + _spread.Stake(_spreads[bin]);
    }

    public void Write(StateWriter state)
    {
        state.Histogram(Baseline);
        foreach (var cell in (UnitCell[])[_place, _spread, _missing])
            cell.Write(state);
    }

    public static ColumnBets Read(ref StateReader state, double most)
    {
        var bets = new ColumnBets(state.Histogram());
        foreach (var cell in (UnitCell[])[bets._place, bets._spread, bets._missing])
            cell.Read(ref state, most);
        return bets;
    }

    static UnitCell Around(double mean, double error) => new(Math.Max(0, mean - error), Math.Min(1, mean + error), Direction.Both);
}
