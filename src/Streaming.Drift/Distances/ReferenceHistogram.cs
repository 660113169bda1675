using System.Runtime.Intrinsics;

namespace Streaming.Drift.Distances;

/// <summary>How values were distributed at a time that others are compared with: counts in bins that hold about as many each.</summary>
public sealed class ReferenceHistogram
{
    /// <summary>Bins unless told otherwise.</summary>
    public const int UsualBins = 20;

    /// <summary>Bins at most.</summary>
    public const int MostBins = 1000;

    /// <summary>Up to so many ends, all of them are compared at once sooner than the right one is searched.</summary>
    const int FewEdges = 64;

    readonly double[] _edges;
    readonly long[] _counts;

    // The ends, filled up to whole vectors with what no value is above; empty where there are many.
    readonly double[] _few;

    /// <param name="edges">Ends of the bins but for the last, ascending; a value on an end belongs to the bin below.</param>
    /// <param name="counts">Values in each bin: one more than there are ends; then those that are missing.</param>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public ReferenceHistogram(IReadOnlyList<double> edges, IReadOnlyList<long> counts)
    {
        (_edges, _counts) = ([.. edges], [.. counts]);
        if (_counts.Length != _edges.Length + 2 || _counts.Length > MostBins + 1)
            throw new ArgumentException($"{_edges.Length} ends of bins do not go with {_counts.Length} counts.", nameof(counts));
        for (var i = 0; i < _edges.Length; i++)
        {
            if (!double.IsFinite(_edges[i]) || (i > 0 && _edges[i] <= _edges[i - 1]))
                throw new ArgumentException("Ends of bins are finite and ascend.", nameof(edges));
        }

        if (_counts.Any(c => c is < 0 or > 1L << 50))
            throw new ArgumentException("A count is not negative, and no more than there can be.", nameof(counts));
        var vectors = (_edges.Length + Vector256<double>.Count - 1) / Vector256<double>.Count;
        _few = new double[_edges.Length > FewEdges ? 0 : vectors * Vector256<double>.Count];
        Array.Fill(_few, double.PositiveInfinity);
        _edges.AsSpan(0, Math.Min(_edges.Length, _few.Length)).CopyTo(_few);
    }

    /// <summary>Ends of the bins but for the last.</summary>
    public IReadOnlyList<double> Edges => _edges;

    /// <summary>Values in each bin, then those that are missing.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>All values, the missing ones too.</summary>
    public long Total => _counts.Sum();

    /// <summary>The histogram of a sample.</summary>
    /// <param name="values">In any order; NaN is a missing one.</param>
    /// <param name="bins">How many, at most: values that repeat often need fewer.</param>
    /// <param name="beyond">With two more bins, empty ones, for what lies below the least and above the greatest value.</param>
    public static ReferenceHistogram Of(ReadOnlySpan<double> values, int bins = UsualBins, bool beyond = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MostBins);
        var sorted = Sorted(values);
        var edges = new List<double>();
        if (beyond && sorted.Length > 0 && sorted[0] > double.MinValue)
            edges.Add(Math.BitDecrement(sorted[0]));
        for (var i = 1; i < bins && sorted.Length > 0; i++)
        {
            var edge = sorted[Math.Max(0, (int)((long)i * sorted.Length / bins) - 1)];
            if (edge < sorted[^1] && (edges.Count == 0 || edge > edges[^1]))
                edges.Add(edge);
        }

        if (beyond && sorted.Length > 0 && (edges.Count == 0 || sorted[^1] > edges[^1]))
            edges.Add(sorted[^1]);
        var histogram = new ReferenceHistogram(edges, new long[edges.Count + 2]);
        foreach (var value in values)
            histogram._counts[histogram.BinOf(value)]++;
        return histogram;
    }

    /// <summary>Those that are finite, the least first.</summary>
    static double[] Sorted(ReadOnlySpan<double> values)
    {
        var finite = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            if (double.IsFinite(value))
                finite[count++] = value;
        }

        Array.Resize(ref finite, count);
        Array.Sort(finite);
        return finite;
    }

    /// <summary>Which count a value belongs to; the last for one that is missing.</summary>
    public int BinOf(double value)
    {
        if (double.IsNaN(value))
            return _counts.Length - 1;
        if (_few.Length == 0)
        {
            var found = Array.BinarySearch(_edges, value);
            return found >= 0 ? found : ~found;
        }

        var searched = Vector256.Create(value);
        var below = Vector256<long>.Zero;
        for (var i = 0; i < _few.Length; i += Vector256<double>.Count)
            below -= Vector256.LessThan(Vector256.LoadUnsafe(ref _few[i]), searched).AsInt64();
        return (int)Vector256.Sum(below);
    }

    /// <summary>How large a share of the values is not above a value, as far as the bins tell; missing ones lie below all
    /// others.</summary>
    internal (double Least, double Most) ShareUpTo(double value)
    {
        var bin = BinOf(value);
        var below = _counts[^1];
        for (var i = 0; i < bin; i++)
            below += _counts[i];
        var within = below + _counts[bin];
        var total = (double)Total;
        return (bin < _edges.Length && _edges[bin] == value ? within / total : below / total, within / total);
    }

    /// <summary>Whether another one has the same bins and counts.</summary>
    internal bool IsSame(ReferenceHistogram other) =>
        _edges.AsSpan().SequenceEqual(other._edges) && _counts.AsSpan().SequenceEqual(other._counts);

    /// <summary>Counts of the same bins, all zero.</summary>
    public long[] NewCounts() => new long[_counts.Length];
}
