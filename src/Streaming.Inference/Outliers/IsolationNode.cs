namespace Streaming.Inference.Outliers;

/// <summary>
/// A node of an <see cref="IsolationForest"/>: a leaf, or a split of the rows by one feature in three, since a value that is missing is a
/// value of its own.
/// </summary>
/// <param name="Feature">Column of the feature that it splits by; <see cref="Leaf"/>: it is one.</param>
/// <param name="Value">Where it splits; of a leaf, the path length of the rows that end there.</param>
/// <param name="Below">Node for rows below the value.</param>
/// <param name="FromOn">Node for rows from it on.</param>
/// <param name="Missing">Node for rows without a value.</param>
public readonly record struct IsolationNode(int Feature, float Value, int Below, int FromOn, int Missing)
{
    /// <summary>What <see cref="Feature"/> of a leaf is.</summary>
    public const int Leaf = -1;

    /// <summary>A leaf.</summary>
    /// <param name="length">Splits that lead to it, and those that its rows would have taken on the average
    /// (<see cref="IsolationForest.AverageLength"/>).</param>
    public static IsolationNode LeafOf(float length) => new(Leaf, length, 0, 0, 0);
}
