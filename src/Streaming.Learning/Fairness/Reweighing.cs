using Streaming.Learning.Data;
using Streaming.Learning.Training;

namespace Streaming.Learning.Fairness;

/// <summary>
/// Weights by which group and label are independent of each other: each row weighs P(group) P(label) / P(group, label) times as much as
/// before (Kamiran and Calders 2012, Data preprocessing techniques for classification without discrimination, Knowledge and Information
/// Systems 33:1-33, doi 10.1007/s10115-011-0463-8). The probabilities are those of the weights that there were, so that what a class or an
/// age weighs in all stays as it was.
/// </summary>
static class Reweighing
{
    /// <summary>Multiplies the weights. Rows of no group keep theirs.</summary>
    /// <param name="weights">[rows] Above 0.</param>
    /// <param name="set">The rows, with their protected groups.</param>
    /// <exception cref="LearningException">A group has hardly a row of one label: its few rows would weigh as much as all the
    /// others.</exception>
    internal static void Apply(Span<double> weights, TrainingSet set)
    {
        var groups = set.Protected ?? throw new InvalidOperationException("The rows were read without their protected groups.");
        var sums = new double[groups.Names.Count, 2];
        var rows = new int[groups.Names.Count, 2];
        for (var row = 0; row < set.Count; row++)
        {
            if (groups.Of[row] < 0)
                continue;
            sums[groups.Of[row], Of(set.Labels[row])] += weights[row];
            rows[groups.Of[row], Of(set.Labels[row])]++;
        }

        Check(groups, rows);
        double[] byLabel = [Sum(0), Sum(1)];
        var all = byLabel[0] + byLabel[1];
        for (var row = 0; row < set.Count; row++)
        {
            if (groups.Of[row] is not (>= 0 and var group))
                continue;
            var label = Of(set.Labels[row]);
            weights[row] *= (sums[group, 0] + sums[group, 1]) * byLabel[label] / (all * sums[group, label]);
        }

        double Sum(int label) => Enumerable.Range(0, groups.Names.Count).Sum(group => sums[group, label]);

        static int Of(bool label) => label ? 1 : 0;
    }

    static void Check(ProtectedGroups groups, int[,] rows)
    {
        foreach (var (group, name) in groups.Names.Index())
        {
            var (negatives, positives) = (rows[group, 0], rows[group, 1]);
            if (negatives + positives > 0 && Math.Min(negatives, positives) < Trainer.MinRowsPerClass)
            {
                throw new LearningException(
                    $"By {groups.Attribute}, the group '{name}' has {positives} positive and {negatives} negative rows to learn from: at "
                        + $"least {Trainer.MinRowsPerClass} of each are needed to reweigh. Join it with another group, take in a longer "
                        + "period, or train without reweighing."
                );
            }
        }
    }
}
