using Streaming.Learning.Data;

namespace Streaming.Learning.Trials;

/// <summary>How well whoever decided told the rows of a period apart, and how well one model would have, on the same rows.</summary>
/// <param name="Period">Event times of the rows.</param>
/// <param name="Labelled">Rows whose label is known.</param>
/// <param name="Positives">Those whose label is true.</param>
/// <param name="Decided">Average precision of the scores that decided; null where no row is positive.</param>
/// <param name="Model">Average precision of the model's; null where no row is positive.</param>
public sealed record PeriodQuality(TimeRange Period, int Labelled, int Positives, double? Decided, double? Model);
