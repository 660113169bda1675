using Streaming.Drift.Distances;

namespace Streaming.Models.References;

/// <summary>How the values of a feature, or the scores, were distributed over the rows that a version was trained on.</summary>
/// <param name="Name">Of the feature; <c>score</c> for the score.</param>
/// <param name="Edges">Ends of bins that hold about as many values each, ascending; see <see cref="ReferenceHistogram"/>.</param>
/// <param name="Counts">Values in each bin: one more than there are ends; then those that were missing.</param>
public sealed record FeatureReference(string Name, IReadOnlyList<double> Edges, IReadOnlyList<long> Counts)
{
    /// <summary>Share of the values that were missing.</summary>
    public double MissingShare => Counts.Sum() is > 0 and var all ? (double)Counts[^1] / all : 0;

    /// <summary>The end of the bin in which a share of the values that were there is reached.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <returns>Null where there were none.</returns>
    public double? Quantile(double share)
    {
        var there = Counts.SkipLast(1).Sum();
        if (there == 0 || Edges.Count == 0)
            return null;
        long below = 0;
        for (var bin = 0; bin < Edges.Count; bin++)
        {
            below += Counts[bin];
            if (below >= share * there)
                return Edges[bin];
        }

        return Edges[^1];
    }

    /// <summary>What distances are measured from.</summary>
    /// <exception cref="ArgumentException">Ends and counts do not go together.</exception>
    public ReferenceHistogram ToHistogram() => new(Edges, Counts);

    /// <summary>Of values in any order; NaN is a missing one. What lies beyond all of them has bins of its own.</summary>
    internal static FeatureReference Of(string name, double[] values)
    {
        var histogram = ReferenceHistogram.Of(values, beyond: true);
        return new FeatureReference(name, [.. histogram.Edges], [.. histogram.Counts]);
    }
}
