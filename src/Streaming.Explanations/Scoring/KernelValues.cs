namespace Streaming.Explanations.Scoring;

/// <summary>SHAP values of rows, in units of the score.</summary>
/// <param name="Values">Rows x features, row-major. Those of a row add up to its score less the base.</param>
/// <param name="Errors">Rows x features: the standard error of each value; 0 where it is exact.</param>
/// <param name="Scores">One a row.</param>
/// <param name="SampledRows">Rows of which the values are estimates.</param>
public sealed record KernelValues(double[] Values, double[] Errors, double[] Scores, int SampledRows);
