namespace Streaming.Learning.Evaluation;

/// <summary>The share of positive rows among the k that score highest: what k alerts are worth.</summary>
public static class PrecisionAtK
{
    /// <summary>Of rows with one score at the cut, those that came first count. With fewer than k rows the missing ones count as
    /// wrong.</summary>
    public static double Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, int k)
    {
        Ranking.Check(scores, labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var found = 0;
        foreach (var row in Ranking.Falling(scores).AsSpan(0, Math.Min(k, scores.Length)))
        {
            if (labels[row])
                found++;
        }

        return (double)found / k;
    }
}
