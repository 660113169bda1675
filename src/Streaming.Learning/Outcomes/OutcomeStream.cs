using Streaming.Lineage.Batches;

namespace Streaming.Learning.Outcomes;

/// <summary>A stream whose rows are held against labels.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">Of the last batch with rows that was judged.</param>
/// <param name="Model">The model that decided in it; empty: the rule.</param>
/// <param name="ModelVersion">Its version; with another one, it begins anew.</param>
/// <param name="Tracker">What is known.</param>
public sealed record OutcomeStream(StreamKey Stream, long Version, string Model, int ModelVersion, OutcomeTracker Tracker);
