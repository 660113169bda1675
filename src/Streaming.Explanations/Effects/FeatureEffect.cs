namespace Streaming.Explanations.Effects;

/// <summary>What a model's score does over the values of one feature.</summary>
/// <param name="Feature">Which one.</param>
/// <param name="Values">Ascending; none where the feature has no value in any row.</param>
/// <param name="Effects">For each value, how far the score lies above or below its mean there, all else as it is; in units of the score.
/// </param>
/// <param name="Rows">For each value, the rows of which the feature is not above it, and above the one before.</param>
public sealed record FeatureEffect(int Feature, float[] Values, double[] Effects, int[] Rows);
