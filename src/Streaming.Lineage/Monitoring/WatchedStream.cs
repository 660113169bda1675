using Streaming.Drift.Columns;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Monitoring;

/// <summary>A stream whose features and score are watched.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">Of the last batch that was looked at.</param>
/// <param name="Model">The model that decided in it; empty: the rule.</param>
/// <param name="ModelVersion">Its version; with another one, the watch begins anew.</param>
/// <param name="Detector">What is known.</param>
public sealed record WatchedStream(StreamKey Stream, long Version, string Model, int ModelVersion, ColumnsDetector Detector);

/// <summary>Features or scores of a stream have changed.</summary>
/// <param name="Record">The row at which it alarmed.</param>
/// <param name="EventTime">Of that row.</param>
/// <param name="Model">The model that decided; empty: the rule.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Evidence">Mean over all columns, as a multiple of the stake.</param>
/// <param name="Culprits">The columns at fault, the plainest first.</param>
public sealed record DriftAlarm(
    LineageId Record,
    Timestamp EventTime,
    string Model,
    int ModelVersion,
    double Evidence,
    IReadOnlyList<Culprit> Culprits
);
