namespace Streaming.Learning.Evaluation;

/// <summary>
/// Expected calibration error: rows by rising score in bins of as many rows each; the mean distance between a bin's mean score and its
/// share of positive
/// rows, each bin by its rows (Naeini, Cooper and Hauskrecht 2015; bins of one size instead of one width, as by Nguyen and O'Connor 2015:
/// where
/// positives are rare, nearly all rows would lie in one bin).
/// </summary>
public static class CalibrationError
{
    /// <summary>How many bins.</summary>
    public const int Bins = 20;

    /// <returns>Null without rows.</returns>
    public static double? Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        Ranking.Check(scores, labels);
        if (scores.Length == 0)
            return null;
        var order = Ranking.Falling(scores);
        var bins = Math.Min(Bins, order.Length);
        var sum = 0.0;
        for (var bin = 0; bin < bins; bin++)
        {
            var (from, to) = ((int)((long)bin * order.Length / bins), (int)((long)(bin + 1) * order.Length / bins));
            double distance = 0;
            foreach (var row in order.AsSpan(from, to - from))
                distance += scores[row] - (labels[row] ? 1 : 0);
            sum += Math.Abs(distance);
        }

        return sum / order.Length;
    }
}
