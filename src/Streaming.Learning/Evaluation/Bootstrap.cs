using Streaming.Learning.Data;
using Streaming.Models;

namespace Streaming.Learning.Evaluation;

/// <summary>
/// Confidence intervals of metrics by the bootstrap: rows are drawn again and again with replacement, and of what a metric is then, the
/// middle
/// 95 % are its interval (the percentile interval: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). Rows of one
/// group come and go together, for they are not independent (the cluster bootstrap: Field and Welsh 2007).
/// </summary>
public static class Bootstrap
{
    /// <summary>Samples drawn.</summary>
    public const int Samples = 500;

    /// <summary>Of everything random here: the same scores have the same intervals.</summary>
    const int Seed = 20_180_611;

    /// <summary>Below this share of samples that allow a metric, its interval would be of other samples than asked for.</summary>
    const double Enough = 0.95;

    /// <param name="scores">One a row.</param>
    /// <param name="set">The rows.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>By a metric's published name; without those that too few samples allow. Empty without rows.</returns>
    public static IReadOnlyDictionary<string, MetricInterval> Intervals(float[] scores, TrainingSet set, CancellationToken stop = default)
    {
        var found = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        if (set.Count == 0)
            return new Dictionary<string, MetricInterval>(StringComparer.Ordinal);
        var metrics = new WeightedMetrics(scores, set);
        foreach (var counts in Drawing(set, Samples))
        {
            stop.ThrowIfCancellationRequested();
            foreach (var (name, value) in metrics.Of(counts))
            {
                if (!found.TryGetValue(name, out var values))
                    found.Add(name, values = []);
                values.Add(value);
            }
        }

        return found
            .Select(metric => (metric.Key, Middle: Middle(metric.Value, Samples)))
            .Where(metric => metric.Middle is not null)
            .ToDictionary(metric => metric.Key, metric => metric.Middle!.Value, StringComparer.Ordinal);
    }

    /// <summary>How often each row is in each sample; what is compared over the same samples is compared in pairs.</summary>
    /// <param name="set">The rows.</param>
    /// <param name="samples">How many.</param>
    internal static IReadOnlyList<int[]> Draw(TrainingSet set, int samples) =>
        set.Count == 0 ? [] : [.. Drawing(set, samples).Select(counts => (int[])counts.Clone())];

    /// <summary>The middle 95 % of what a metric is over samples; null where fewer than enough of them allow it.</summary>
    internal static MetricInterval? Middle(List<double> values, int samples)
    {
        if (values.Count == 0 || values.Count < Enough * samples)
            return null;
        values.Sort();
        return new MetricInterval(At(0.025), At(0.975));

        double At(double share) => values[(int)Math.Round(share * (values.Count - 1))];
    }

    /// <summary>One sample after another, each in the place of the one before.</summary>
    static IEnumerable<int[]> Drawing(TrainingSet set, int samples)
    {
        var units = Units(set, out var unitCount);
        var random = new Random(Seed);
        var ofUnit = new int[unitCount];
        var counts = new int[set.Count];
        for (var sample = 0; sample < samples; sample++)
        {
            Array.Clear(ofUnit);
            for (var i = 0; i < unitCount; i++)
                ofUnit[random.Next(unitCount)]++;
            for (var row = 0; row < counts.Length; row++)
                counts[row] = ofUnit[units[row]];
            yield return counts;
        }
    }

    /// <summary>What is drawn: groups, or rows where there are none.</summary>
    static int[] Units(TrainingSet set, out int count)
    {
        if (set.Groups is null)
        {
            count = set.Count;
            return [.. Enumerable.Range(0, count)];
        }

        var numbers = new Dictionary<int, int>();
        var units = new int[set.Count];
        for (var row = 0; row < units.Length; row++)
        {
            if (!numbers.TryGetValue(set.Groups[row], out var number))
                numbers.Add(set.Groups[row], number = numbers.Count);
            units[row] = number;
        }

        count = numbers.Count;
        return units;
    }
}
