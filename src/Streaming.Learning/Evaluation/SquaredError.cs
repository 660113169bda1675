namespace Streaming.Learning.Evaluation;

/// <summary>The squared error of a score (Brier, Verification of forecasts expressed in terms of probability, 1950), cut to 0..1.</summary>
static class SquaredError
{
    internal static double Of(float score, bool label)
    {
        // What is no number is as wrong as can be.
        var distance = float.IsNaN(score) ? 1 : Math.Clamp(score, 0, 1) - (label ? 1 : 0);
        return (double)distance * distance;
    }
}
