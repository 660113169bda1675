namespace Streaming.Learning.Trees;

/// <summary>
/// One binary decision tree as parallel arrays over its inner nodes; node 0 is the root. A row goes left where its value
/// is not greater than the threshold (or is missing and <paramref name="MissingGoesLeft"/> says so), otherwise right.
/// </summary>
/// <param name="Feature">Per inner node, the index of the feature it looks at.</param>
/// <param name="Threshold">Per inner node, the largest value that goes left.</param>
/// <param name="MissingGoesLeft">Per inner node, whether NaN goes left.</param>
/// <param name="Left">Per inner node, the inner node on the left, or the bitwise complement of a leaf's index.</param>
/// <param name="Right">Per inner node, the same on the right.</param>
/// <param name="Leaves">Per leaf, the value it adds to the ensemble's raw score.</param>
public sealed record DecisionTree(
    IReadOnlyList<int> Feature,
    IReadOnlyList<float> Threshold,
    IReadOnlyList<bool> MissingGoesLeft,
    IReadOnlyList<int> Left,
    IReadOnlyList<int> Right,
    IReadOnlyList<double> Leaves
)
{
    /// <summary>The index of the leaf that the row ends in.</summary>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        var node = Feature.Count == 0 ? -1 : 0;
        while (node >= 0)
        {
            var value = row[Feature[node]];
            var goesLeft = float.IsNaN(value) ? MissingGoesLeft[node] : value <= Threshold[node];
            node = goesLeft ? Left[node] : Right[node];
        }

        return ~node;
    }
}
