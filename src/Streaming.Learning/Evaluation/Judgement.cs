using Streaming.Models;

namespace Streaming.Learning.Evaluation;

/// <summary>A model judged on rows.</summary>
/// <param name="Report">The metrics.</param>
/// <param name="Intervals">How sure each is, by its published name (<see cref="Bootstrap"/>).</param>
public sealed record Judgement(EvaluationReport Report, IReadOnlyDictionary<string, MetricInterval> Intervals);
