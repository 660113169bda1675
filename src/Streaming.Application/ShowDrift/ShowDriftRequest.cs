using Streaming.Drift.Columns;
using Streaming.Events.Time;
using Streaming.Lineage.Monitoring;

namespace Streaming.Application.ShowDrift;

/// <summary>Of which topology.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record ShowDriftRequest(string Topology);

/// <summary>Whether features and scores have changed.</summary>
/// <param name="Topology">Of which.</param>
/// <param name="Streams">Each stream that is watched; none: nobody has followed it yet.</param>
/// <param name="Alarms">All alarms, by stream and row.</param>
public sealed record ShownDrift(string Topology, IReadOnlyList<ShownStream> Streams, IReadOnlyList<ShownAlarm> Alarms)
{
    internal static async Task<ShownDrift> OfAsync(string topology, DriftFollower follower, CancellationToken stop) =>
        new(
            topology,
            [
                .. (await follower.StreamsAsync(stop)).Select(s => new ShownStream(
                    s.Stream.ToString(),
                    s.Version,
                    s.Model,
                    s.ModelVersion,
                    s.Detector.Rows,
                    s.Detector.ToLearn,
                    s.Detector.Options.RunLength,
                    s.Detector.States()
                )),
            ],
            [
                .. (await follower.AlarmsAsync(stop)).Select(a => new ShownAlarm(
                    a.Record.ToString(),
                    a.EventTime,
                    a.Model,
                    a.ModelVersion,
                    a.Evidence,
                    a.Culprits
                )),
            ]
        );
}

/// <summary>A stream that is watched.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">Of the last batch that was looked at.</param>
/// <param name="Model">The model that decides in it; empty: the rule.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Rows">Rows since that version decides.</param>
/// <param name="ToLearn">Rows still to come before it watches; 0: it does.</param>
/// <param name="RunLength">Average run length to a false alarm, in rows looked at, at least.</param>
/// <param name="Columns">Features and score.</param>
public sealed record ShownStream(
    string Stream,
    long Version,
    string Model,
    int ModelVersion,
    long Rows,
    int ToLearn,
    double RunLength,
    IReadOnlyList<ColumnState> Columns
);

/// <summary>An alarm.</summary>
/// <param name="Record">Lineage id of the row at which it alarmed.</param>
/// <param name="Time">Event time of that row.</param>
/// <param name="Model">The model that decided; empty: the rule.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Evidence">Mean over all columns, as a multiple of the stake.</param>
/// <param name="Culprits">The columns at fault, the plainest first.</param>
public sealed record ShownAlarm(
    string Record,
    Timestamp Time,
    string Model,
    int ModelVersion,
    double Evidence,
    IReadOnlyList<Culprit> Culprits
);
