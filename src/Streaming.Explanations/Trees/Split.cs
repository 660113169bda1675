namespace Streaming.Explanations.Trees;

/// <summary>
/// An inner node of a tree. Where its comparison holds for a row, the row goes to <paramref name="WhenTrue"/>, else to
/// <paramref name="WhenFalse"/>.
/// </summary>
/// <param name="Feature">The index of the feature it looks at.</param>
/// <param name="Comparison">How.</param>
/// <param name="Value">What the row's value is compared with; of no meaning for <see cref="Comparison.Member"/>. Never NaN.</param>
/// <param name="MissingIsTrue">Whether a missing value (NaN) makes it true, whatever the comparison says.</param>
/// <param name="WhenTrue">Index of a split of the same tree, or the bitwise complement of the index of a leaf.</param>
/// <param name="WhenFalse">The same for the other way.</param>
public sealed record Split(int Feature, Comparison Comparison, double Value, bool MissingIsTrue, int WhenTrue, int WhenFalse)
{
    /// <summary>The categories of <see cref="Comparison.Member"/>; empty for every other comparison.</summary>
    public IReadOnlyList<double> Members { get; init; } = [];

    /// <summary>
    /// Whether the comparison holds for a value. NaN follows IEEE 754 where <see cref="MissingIsTrue"/> does not say otherwise: it is
    /// unequal to everything, and neither below nor above anything. ONNX Runtime does the same.
    /// </summary>
    public bool Holds(float value) =>
        (MissingIsTrue && float.IsNaN(value))
        || Comparison switch
        {
            Comparison.AtMost => value <= Value,
            Comparison.Below => value < Value,
            Comparison.AtLeast => value >= Value,
            Comparison.Above => value > Value,
            Comparison.Equal => value == Value,
            Comparison.NotEqual => value != Value,
            _ => IsMember(value),
        };

    bool IsMember(float value)
    {
        foreach (var member in Members)
        {
            if (member == value)
                return true;
        }

        return false;
    }
}
