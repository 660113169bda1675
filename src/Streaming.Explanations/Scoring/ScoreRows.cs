namespace Streaming.Explanations.Scoring;

/// <summary>Scores rows with a model of any kind. Called from several threads at once; the same rows must get the same scores.</summary>
/// <param name="rows">Row-major, as many values a row as the model has features; NaN is missing.</param>
/// <param name="scores">Receives one score a row.</param>
public delegate void ScoreRows(ReadOnlySpan<float> rows, Span<double> scores);
