using Streaming.Learning.Data;
using Streaming.Learning.Fairness;

namespace Streaming.Learning.Training;

/// <summary>How much each row counts while a model grows.</summary>
static class RowWeights
{
    /// <summary>Rows that weigh less than this are as good as absent, and sums in float32 take no harm.</summary>
    const double Least = 1e-6;

    /// <summary>The weight of a positive row: as said, or as many negatives as there are for each positive.</summary>
    internal static double PositiveWeight(TrainingSet set, TrainerOptions options)
    {
        var positives = set.CountPositives();
        return options.PositiveWeight ?? (double)(set.Count - positives) / positives;
    }

    /// <summary>
    /// One a row: that of its class, halved as often as its age holds the half-life (the newest row has age 0), times what makes protected
    /// groups independent of labels. The greatest is 1 or more. Null: all count the same.
    /// </summary>
    internal static float[]? Of(TrainingSet set, TrainerOptions options)
    {
        var positive = PositiveWeight(set, options);
        if (positive == 1 && options.HalfLife is null && options.Reweigh is null)
            return null;
        var newest = set.EventTimes.Max();
        var weights = new double[set.Count];
        for (var row = 0; row < weights.Length; row++)
        {
            var halvings = options.HalfLife is { } half ? (newest - set.EventTimes[row]) / half : 0;
            weights[row] = Math.Max(Least, (set.Labels[row] ? positive : 1) * Math.Pow(0.5, halvings));
        }

        if (options.Reweigh is not null)
            Reweighing.Apply(weights, set);
        // Algorithms that repeat rows would leave out most of them, were all weights small.
        var scale = Math.Min(1, weights.Max());
        return Array.ConvertAll(weights, weight => (float)Math.Max(Least, weight / scale));
    }
}
