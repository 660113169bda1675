namespace Streaming.Learning.Search;

/// <summary>A mean over folds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">Standard deviation over the folds (of a sample; 0 of one fold).</param>
public sealed record FoldMean(double Mean, double Deviation)
{
    internal static FoldMean? Of(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToList();
        if (known.Count == 0)
            return null;
        var mean = known.Average();
        var squares = known.Sum(value => (value - mean) * (value - mean));
        return new FoldMean(mean, known.Count > 1 ? Math.Sqrt(squares / (known.Count - 1)) : 0);
    }
}

/// <summary>One choice of settings, and how it did.</summary>
/// <param name="Number">1, 2, ... in the order of trials.</param>
/// <param name="Settings">What was chosen, by published name.</param>
/// <param name="Folds">Folds that it was judged on; fewer than there are where it was given up.</param>
/// <param name="GivenUp">It was hopeless after them.</param>
/// <param name="AveragePrecision">What trials are compared by.</param>
/// <param name="RocAuc">Area under the receiver operating characteristic.</param>
/// <param name="GroupPrecision">Precision among the hundred groups that score highest each day; null without groups.</param>
public sealed record Trial(
    int Number,
    IReadOnlyDictionary<string, double> Settings,
    int Folds,
    bool GivenUp,
    FoldMean AveragePrecision,
    FoldMean? RocAuc,
    FoldMean? GroupPrecision
);

/// <summary>All trials of a search.</summary>
/// <param name="Trials">In their order.</param>
/// <param name="Best">Number of the one that did best over all folds.</param>
public sealed record SearchReport(IReadOnlyList<Trial> Trials, int Best)
{
    /// <summary>The best trial.</summary>
    internal Trial BestTrial => Trials[Best - 1];
}
