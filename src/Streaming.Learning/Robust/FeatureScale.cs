using Streaming.Learning.Data;

namespace Streaming.Learning.Robust;

/// <summary>Over which range a feature's values lay in training, and how far apart; missing and infinite ones do not count.</summary>
/// <param name="Smallest">Smallest value.</param>
/// <param name="Greatest">Greatest value.</param>
/// <param name="Deviation">Standard deviation (of the rows, not of what they are drawn from).</param>
/// <param name="IsNumber">It has more than two values: noise on a flag is a value that it cannot have.</param>
readonly record struct FeatureScale(double Smallest, double Greatest, double Deviation, bool IsNumber)
{
    internal static IReadOnlyList<FeatureScale> Of(TrainingSet set) =>
        [.. Enumerable.Range(0, set.FeatureNames.Count).Select(feature => Of(set, feature))];

    static FeatureScale Of(TrainingSet set, int feature)
    {
        var (count, mean, squares) = (0L, 0.0, 0.0);
        var (smallest, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        var values = new HashSet<float>();
        for (var row = 0; row < set.Count; row++)
        {
            var value = set.Row(row)[feature];
            if (!float.IsFinite(value))
                continue;
            // In one pass without cancellation (Welford 1962, doi:10.1080/00401706.1962.10490022).
            count++;
            var off = value - mean;
            mean += off / count;
            squares += off * (value - mean);
            (smallest, greatest) = (Math.Min(smallest, value), Math.Max(greatest, value));
            if (values.Count <= 2)
                values.Add(value);
        }

        return new FeatureScale(smallest, greatest, count == 0 ? 0 : Math.Sqrt(squares / count), values.Count > 2);
    }
}
