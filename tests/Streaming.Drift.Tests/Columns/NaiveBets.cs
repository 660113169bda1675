using Streaming.Drift.Distances;
using Streaming.Drift.Evidence;

namespace Streaming.Drift.Tests.Columns;

/// <summary>The bets on one column in the plainest way: every one of them made at every value.</summary>
sealed class NaiveBets
{
    readonly double[] _edges;
    readonly double[] _ranks;
    readonly UnitCell _place;
    readonly UnitCell _spread;
    readonly UnitCell _missing;

    /// <param name="reference">Values of the reference; NaN is a missing one.</param>
    public NaiveBets(double[] reference)
    {
        var histogram = ReferenceHistogram.Of(reference, beyond: true);
        _edges = [.. histogram.Edges];
        double there = reference.Count(v => !double.IsNaN(v));
        var shares = histogram.Counts.SkipLast(1).Select(c => c / there).ToArray();
        _ranks = [.. shares.Select((share, bin) => Math.Min(1, shares.Take(bin).Aggregate(0.0, (sum, s) => sum + s) + share / 2))];
        var spread = shares.Zip(_ranks).Aggregate(0.0, (sum, s) => sum + s.First * Math.Abs(2 * s.Second - 1));
        var error = 4 * Math.Sqrt(1.0 / 12) / Math.Sqrt(there);
        var gone = histogram.Counts[^1] / (double)reference.Length;
        var most = 4 * Math.Sqrt(gone * (1 - gone) / reference.Length) + 8.0 / reference.Length;
        (_place, _spread, _missing) = (Around(0.5, error), Around(spread, error), Around(gone, most));
    }

    public double Evidence => (_place.Evidence + _spread.Evidence + _missing.Evidence) / 3;

    public void Add(double value)
    {
        _missing.Add(double.IsNaN(value) ? 1 : 0, cusum: false);
        if (double.IsNaN(value))
            return;
        var rank = _ranks[_edges.Count(e => e < value)];
        _place.Add(rank, cusum: false);
        _spread.Add(Math.Abs(2 * rank - 1), cusum: false);
    }

    static UnitCell Around(double mean, double error) => new(Math.Max(0, mean - error), Math.Min(1, mean + error), Direction.Both);
}
