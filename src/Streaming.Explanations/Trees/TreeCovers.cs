namespace Streaming.Explanations.Trees;

/// <summary>
/// How many training rows (or what weight of them) passed each node of a tree: what path-dependent SHAP takes for the distribution of the
/// features that it leaves out.
/// </summary>
/// <param name="Splits">One a split, above 0.</param>
/// <param name="Leaves">One a leaf, not below 0.</param>
public sealed record TreeCovers(IReadOnlyList<double> Splits, IReadOnlyList<double> Leaves)
{
    /// <summary>The cover of a child as splits name it.</summary>
    internal double Of(int child) => child >= 0 ? Splits[child] : Leaves[~child];
}
