namespace Streaming.Explanations.Trees;

/// <summary>
/// A sum of decision trees: margin = <see cref="Bias"/> + the value of the leaf that the row ends in, over all trees. Whatever the model
/// does with the margin afterwards is named in <see cref="Transforms"/> and not done here: SHAP values are shares of the margin.
/// </summary>
public sealed class TreeEnsemble
{
    /// <summary>More features than this are taken for a fault of the file.</summary>
    public const int MaxFeatures = 65_536;

    /// <param name="featureCount">Values in a row.</param>
    /// <param name="trees">At least one.</param>
    /// <param name="bias">What is added to the sum of the leaves; finite.</param>
    /// <exception cref="ExplanationException">A tree looks at a feature that rows do not have, or there is no tree.</exception>
    public TreeEnsemble(int featureCount, IReadOnlyList<DecisionTree> trees, double bias = 0)
    {
        if (featureCount is < 1 or > MaxFeatures)
            throw new ExplanationException($"A model of {featureCount} features: there must be 1 to {MaxFeatures}.");
        if (trees.Count == 0)
            throw new ExplanationException("The model has no tree.");
        if (!double.IsFinite(bias))
            throw new ExplanationException($"The model adds {bias} to its trees; that must be finite.");
        for (var t = 0; t < trees.Count; t++)
        {
            if (trees[t].Splits.FirstOrDefault(s => s.Feature >= featureCount) is { } split)
            {
                throw new ExplanationException(
                    $"Tree {t} looks at feature {split.Feature} (from 0 on), but rows have {featureCount} features."
                );
            }
        }

        FeatureCount = featureCount;
        Trees = trees;
        Bias = bias;
    }

    /// <summary>Values in a row.</summary>
    public int FeatureCount { get; }

    /// <summary>The trees, in the order in which they are summed.</summary>
    public IReadOnlyList<DecisionTree> Trees { get; }

    /// <summary>What is added to their sum.</summary>
    public double Bias { get; }

    /// <summary>Names of the features in order, where the model carries them, else null.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>What becomes of the margin afterwards, by ONNX's names, in order: "LOGISTIC", "Sigmoid". Empty: it is the score.</summary>
    public IReadOnlyList<string> Transforms { get; init; } = [];

    /// <summary>Covers a tree, where they are known, else null. Path-dependent SHAP needs them.</summary>
    public IReadOnlyList<TreeCovers>? Covers { get; private init; }

    /// <summary>The sum of the trees for a row, before any transform, in double precision.</summary>
    /// <param name="row"><see cref="FeatureCount"/> values; NaN is missing.</param>
    public double Margin(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var tree in Trees)
            sum += tree.Leaves[tree.LeafOf(row)];
        return sum + Bias;
    }

    /// <summary>The same model with covers that were recorded elsewhere, such as when it was trained.</summary>
    /// <exception cref="ExplanationException">They do not fit the trees.</exception>
    public TreeEnsemble WithCovers(IReadOnlyList<TreeCovers> covers)
    {
        CoverCheck.Check(Trees, covers);
        return new TreeEnsemble(FeatureCount, Trees, Bias)
        {
            FeatureNames = FeatureNames,
            Transforms = Transforms,
            Covers = covers,
        };
    }

    /// <summary>The same model with the number of these rows that pass each node as covers: give it the rows it was trained on.</summary>
    /// <param name="rows">Row-major, any number of rows of <see cref="FeatureCount"/> values.</param>
    /// <exception cref="ExplanationException">A split is passed by none of them.</exception>
    public TreeEnsemble WithCoversOf(ReadOnlySpan<float> rows)
    {
        RowCheck.Count(rows, FeatureCount);
        var covers = new TreeCovers[Trees.Count];
        for (var t = 0; t < covers.Length; t++)
            covers[t] = CountedCovers.Of(Trees[t], rows, FeatureCount);
        return WithCovers(covers);
    }
}
