namespace Streaming.Learning.Evaluation;

/// <summary>How often each outcome came about when rows that score at least a threshold are called positive.</summary>
public sealed record Confusion(double Threshold, int TruePositives, int FalsePositives, int TrueNegatives, int FalseNegatives)
{
    /// <summary>Counts what scores of at least the threshold would have called positive.</summary>
    public static Confusion At(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, double threshold)
    {
        Ranking.Check(scores, labels);
        Span<int> counts = stackalloc int[4];
        for (var row = 0; row < scores.Length; row++)
            counts[(scores[row] >= threshold ? 2 : 0) + (labels[row] ? 1 : 0)]++;
        return new Confusion(
            threshold,
            TruePositives: counts[3],
            FalsePositives: counts[2],
            TrueNegatives: counts[0],
            FalseNegatives: counts[1]
        );
    }

    /// <summary>Share of the rows called positive that are; null when none is called so.</summary>
    public double? Precision => Share(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of the positive rows that are called so; null when there are none.</summary>
    public double? Recall => Share(TruePositives, TruePositives + FalseNegatives);

    static double? Share(int part, int whole) => whole > 0 ? (double)part / whole : null;
}
