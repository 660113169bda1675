namespace Streaming.Learning.Fairness;

/// <summary>A figure with its 95 % confidence interval, which takes rows for independent of each other.</summary>
/// <param name="Value">What was found.</param>
/// <param name="Low">Lower end; null: the rows give none.</param>
/// <param name="High">Upper end; null: the rows give none.</param>
public sealed record Estimate(double Value, double? Low, double? High);

/// <summary>A share of rows with its 95 % confidence interval (<see cref="Proportions.Wilson"/>).</summary>
/// <param name="Hits">Rows that count.</param>
/// <param name="Of">Rows that they are a share of, at least one.</param>
/// <param name="Value">The share.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
public sealed record Rate(long Hits, long Of, double Value, double Low, double High);
