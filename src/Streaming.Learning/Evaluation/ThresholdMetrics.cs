namespace Streaming.Learning.Evaluation;

/// <summary>Metrics that look at every threshold at which the outcome changes, taking rows of one score together.</summary>
public static class ThresholdMetrics
{
    /// <summary>
    /// Area under the receiver operating characteristic: the chance that a random positive row scores above a random
    /// negative one, ties counted half (Hanley and McNeil 1982). Null where one of the classes is absent.
    /// </summary>
    public static double? RocAuc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        double positivesAbove = 0,
            negatives = 0,
            wins = 0;
        foreach (var step in Steps(scores, labels))
        {
            // Each negative of this score loses to all positives above it and ties with those beside it.
            wins += step.Negatives * (positivesAbove + step.Positives / 2.0);
            positivesAbove += step.Positives;
            negatives += step.Negatives;
        }

        return positivesAbove > 0 && negatives > 0 ? wins / (positivesAbove * negatives) : null;
    }

    /// <summary>
    /// Average precision as scikit-learn defines it: the sum over thresholds of the precision there times the recall won
    /// there, without interpolation. Null without positive rows.
    /// </summary>
    public static double? AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        double rows = 0,
            positives = 0,
            sum = 0;
        foreach (var step in Steps(scores, labels))
        {
            rows += step.Positives + step.Negatives;
            positives += step.Positives;
            sum += step.Positives * (positives / rows);
        }

        return positives > 0 ? sum / positives : null;
    }

    /// <summary>The rows of one score, by class.</summary>
    internal readonly record struct Step(int Positives, int Negatives);

    /// <summary>From the highest score to the lowest.</summary>
    internal static List<Step> Steps(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        Ranking.Check(scores, labels);
        var order = Ranking.Falling(scores);
        var steps = new List<Step>();
        for (var at = 0; at < order.Length; )
        {
            var score = scores[order[at]];
            int positives = 0,
                negatives = 0;
            for (; at < order.Length && scores[order[at]].Equals(score); at++)
            {
                if (labels[order[at]])
                    positives++;
                else
                    negatives++;
            }

            steps.Add(new Step(positives, negatives));
        }

        return steps;
    }
}
