namespace Streaming.Explanations.Local;

/// <summary>A line that stands for a model around one row.</summary>
/// <param name="Coefficients">One a feature, in units of the score: for a number, what one standard deviation of the background more does;
/// for a category, what having the row's value does in place of another of the background's.</param>
/// <param name="Intercept">What the line says of the row itself.</param>
/// <param name="Score">What the model says of it.</param>
/// <param name="Fidelity">Weighted R²: which part of what the model's scores do around the row the line tells. 1: all; 0 or less: nothing.
/// </param>
/// <param name="VariablesStability">VSI, 0 to 1: how far repeats agree about which features weigh most.</param>
/// <param name="CoefficientsStability">CSI, 0 to 1: how often 95% intervals of a feature's coefficient overlap between repeats.</param>
public sealed record LocalModel(
    double[] Coefficients,
    double Intercept,
    double Score,
    double Fidelity,
    double VariablesStability,
    double CoefficientsStability
);
