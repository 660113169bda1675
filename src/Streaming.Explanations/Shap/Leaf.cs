namespace Streaming.Explanations.Shap;

/// <summary>A leaf of the ensemble.</summary>
/// <param name="Path">The way there.</param>
/// <param name="Game">What it adds when only some features are known.</param>
sealed record Leaf(LeafPath Path, ILeafGame Game);
