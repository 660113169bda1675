using Streaming.Learning.Scorers;

namespace Streaming.Learning.Linear;

/// <summary>
/// Logistic regression: probability = 1 / (1 + exp(-(sum of coefficient * standardised value + offset))).
/// </summary>
/// <param name="FeatureNames">In the order of the columns.</param>
/// <param name="Missing">Per feature, what stands for a missing value.</param>
/// <param name="Scale">How values are standardised.</param>
/// <param name="Coefficients">Per feature.</param>
/// <param name="Offset">The log odds of a row of means.</param>
public sealed record LinearModel(
    IReadOnlyList<string> FeatureNames,
    IReadOnlyList<float> Missing,
    Standardisation Scale,
    IReadOnlyList<double> Coefficients,
    double Offset
) : ScoringModel(FeatureNames)
{
    /// <inheritdoc/>
    public override double Raw(ReadOnlySpan<float> row)
    {
        var sum = Offset;
        for (var feature = 0; feature < row.Length; feature++)
        {
            var value = float.IsNaN(row[feature]) ? Missing[feature] : row[feature];
            sum += Coefficients[feature] * Scale.Apply(feature, value);
        }

        return sum;
    }
}
