using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Shap.Kernel;

/// <summary>
/// Where a tree's splits cut the values of each feature. Between two cuts all values pass the tree the same way, so that one of them
/// speaks for all: a feature's <em>segments</em> are (-∞, first cut], (first cut, second cut], …, (last cut, ∞], and NaN by itself.
/// </summary>
sealed class TreeCuts
{
    readonly Dictionary<int, float[]> _cuts;

    TreeCuts(Dictionary<int, float[]> cuts) => _cuts = cuts;

    /// <summary>A feature's cuts, ascending.</summary>
    internal float[] Of(int feature) => _cuts[feature];

    /// <summary>A value out of each segment, NaN last.</summary>
    internal IEnumerable<float> Values(int feature) => [.. _cuts[feature], float.PositiveInfinity, float.NaN];

    internal static TreeCuts Of(DecisionTree tree) => new(tree.Splits.GroupBy(s => s.Feature).ToDictionary(g => g.Key, Of));

    /// <summary>Where splits on one feature cut it, ascending.</summary>
    internal static float[] Of(IEnumerable<Split> splits) => [.. splits.SelectMany(Cuts).Distinct().Order()];

    /// <summary>The greatest values on one side of where a comparison changes its answer.</summary>
    static IEnumerable<float> Cuts(Split split) =>
        split.Comparison switch
        {
            Comparison.AtMost or Comparison.Above => UpTo(split.Value),
            Comparison.Below or Comparison.AtLeast => Before(split.Value),
            Comparison.Member => split.Members.SelectMany(Around),
            _ => Around(split.Value),
        };

    static IEnumerable<float> UpTo(double value)
    {
        var rounded = (float)value;
        return [rounded > value ? float.BitDecrement(rounded) : rounded];
    }

    static IEnumerable<float> Before(double value)
    {
        var rounded = (float)value;
        return [rounded >= value ? float.BitDecrement(rounded) : rounded];
    }

    static IEnumerable<float> Around(double value) => (float)value == value ? [float.BitDecrement((float)value), (float)value] : [];
}
