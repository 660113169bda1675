namespace Streaming.Learning.Fairness.Thresholds;

/// <summary>
/// A threshold for each group, by which all have the same rate (Hardt, Price and Srebro 2016, Equality of opportunity in supervised
/// learning; without the random draws between two thresholds by which rates could be met exactly, for nobody should be decided about by
/// lot).
/// </summary>
/// <param name="rate">What is made equal.</param>
/// <param name="highIsFavourable">High scores get the favourable decision; false: low ones do.</param>
sealed class ThresholdSearch(EqualisedRate rate, bool highIsFavourable)
{
    /// <summary>Whether a row counts for the rate.</summary>
    internal bool Counts(ScoredRow row) => !float.IsNaN(row.Score) && (rate == EqualisedRate.SelectionRate || row.Deserved == true);

    /// <summary>Whether a score gets the favourable decision by a threshold: from it on it is a high one.</summary>
    internal bool IsFavoured(float score, float threshold) => score >= threshold == highIsFavourable;

    /// <summary>The threshold by which the share of favourable decisions among the rows that count comes nearest to a target; of several,
    /// the lowest.</summary>
    /// <param name="rows">Of one group, at least one that counts.</param>
    /// <param name="target">The share.</param>
    internal float Nearest(IEnumerable<ScoredRow> rows, double target)
    {
        var scores = rows.Where(Counts).Select(row => row.Score).Order().ToArray();
        var (best, distance) = (scores[0], double.PositiveInfinity);
        for (var from = 0; from <= scores.Length; from++)
        {
            // Rows of one score are decided alike.
            if (from > 0 && from < scores.Length && scores[from] == scores[from - 1])
                continue;
            var threshold = from < scores.Length ? scores[from] : MathF.BitIncrement(scores[^1]);
            var favoured = (double)(highIsFavourable ? scores.Length - from : from) / scores.Length;
            if (Math.Abs(favoured - target) < distance)
                (best, distance) = (threshold, Math.Abs(favoured - target));
        }

        return best;
    }
}
