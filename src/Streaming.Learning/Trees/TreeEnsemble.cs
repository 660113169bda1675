namespace Streaming.Learning.Trees;

/// <summary>
/// A sum of decision trees behind a sigmoid: probability = 1 / (1 + exp(-(<paramref name="Slope"/> * raw + <paramref name="Offset"/>))),
/// raw = the sum of the trees' leaves. The form that a gradient-boosted binary classifier takes, whatever trained it.
/// </summary>
public sealed record TreeEnsemble(IReadOnlyList<string> FeatureNames, IReadOnlyList<DecisionTree> Trees, double Slope, double Offset)
{
    /// <summary>The probability that the row's label is true, in double precision: what other implementations are held against.</summary>
    public double Probability(ReadOnlySpan<float> row)
    {
        var raw = 0.0;
        foreach (var tree in Trees)
            raw += tree.Leaves[tree.LeafOf(row)];
        return 1 / (1 + Math.Exp(-(Slope * raw + Offset)));
    }
}
