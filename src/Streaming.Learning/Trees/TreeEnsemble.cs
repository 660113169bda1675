using Streaming.Learning.Scorers;

namespace Streaming.Learning.Trees;

/// <summary>
/// A sum of decision trees: raw = <paramref name="Slope"/> * (the sum of the trees' leaves) + <paramref name="Offset"/>, behind a sigmoid
/// where
/// <see cref="ScoringModel.Steps"/> do not say otherwise. The form that boosted trees, forests and additive models take, whatever trained
/// them.
/// </summary>
public sealed record TreeEnsemble(IReadOnlyList<string> FeatureNames, IReadOnlyList<DecisionTree> Trees, double Slope, double Offset)
    : ScoringModel(FeatureNames)
{
    /// <inheritdoc/>
    public override double Raw(ReadOnlySpan<float> row)
    {
        var raw = 0.0;
        foreach (var tree in Trees)
            raw += tree.Leaves[tree.LeafOf(row)];
        return Slope * raw + Offset;
    }
}
