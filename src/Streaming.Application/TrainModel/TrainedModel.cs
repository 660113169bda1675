using Streaming.Learning.Recorded;
using Streaming.Learning.Search;
using Streaming.Models;

namespace Streaming.Application.TrainModel;

/// <summary>A version that was trained and registered.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Hash">Content hash of its ONNX bytes.</param>
/// <param name="InUse">It was promoted at once.</param>
/// <param name="Metrics">On the test period, by name.</param>
/// <param name="Intervals">Where each metric lies with 95 % confidence.</param>
/// <param name="Parameters">How it was trained, by name.</param>
/// <param name="Origin">Which recorded rows it was made from, and judged on.</param>
/// <param name="Search">The trials of a search; null where nothing was searched.</param>
/// <param name="Labels">What the labels were like that rows were joined with.</param>
public sealed record TrainedModel(
    string Model,
    int Version,
    string Hash,
    bool InUse,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, MetricInterval> Intervals,
    IReadOnlyDictionary<string, string> Parameters,
    TrainingOrigin Origin,
    SearchReport? Search,
    LabelCounts Labels
);
