using Streaming.Drift.Columns;
using Streaming.Events.Time;
using Streaming.Learning.Outcomes;
using Streaming.Lineage.Monitoring;

namespace Streaming.Application.ShowDrift;

/// <summary>Of which topology.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record ShowDriftRequest(string Topology);

/// <summary>Whether features and scores have changed.</summary>
/// <param name="Topology">Of which.</param>
/// <param name="Streams">Each stream that is watched; none: nobody has followed it yet.</param>
/// <param name="Alarms">All alarms, by stream and row.</param>
/// <param name="Reference">How the rows recorded last compare with those that the champion was trained on; null: there is no champion, it
/// was not trained here, nothing is recorded, or nobody asked.</param>
/// <param name="Labels">How good the version that decides is by labels, for each stream; none: nobody has held any against scores.</param>
/// <param name="LabelAlarms">Where labels said that it got worse, by stream and row.</param>
public sealed record ShownDrift(
    string Topology,
    IReadOnlyList<ShownStream> Streams,
    IReadOnlyList<ShownAlarm> Alarms,
    ShownReference? Reference,
    IReadOnlyList<ShownOutcome> Labels,
    IReadOnlyList<ShownLabelAlarm> LabelAlarms
)
{
    internal static async Task<ShownDrift> OfAsync(
        string topology,
        DriftFollower follower,
        OutcomeFollower? outcomes,
        ShownReference? reference,
        CancellationToken stop
    ) =>
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
            ],
            reference,
            outcomes is null ? [] : [.. (await outcomes.StreamsAsync(stop)).Select(ShownOutcome.Of)],
            outcomes is null ? [] : [.. (await outcomes.AlarmsAsync(stop)).Select(ShownLabelAlarm.Of)]
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

/// <summary>The rows recorded last, against those that the champion was trained on.</summary>
/// <param name="Model">The champion's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="TrainedOn">Rows that it was trained on.</param>
/// <param name="Rows">Rows that are compared: those of the last batches of each partition.</param>
/// <param name="Columns">Features in the model's order, then the score, where this version gave any.</param>
public sealed record ShownReference(string Model, int Version, int TrainedOn, long Rows, IReadOnlyList<ReferenceDistance> Columns);

/// <summary>How far a column lies from what the model was trained on.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Stability">Population stability index.</param>
/// <param name="KolmogorovSmirnov">Greatest difference between shares up to a bin's end.</param>
/// <param name="JensenShannon">In bits.</param>
/// <param name="Missing">Share of missing values now.</param>
/// <param name="MissingThen">And in training.</param>
public sealed record ReferenceDistance(
    string Column,
    double Stability,
    double KolmogorovSmirnov,
    double JensenShannon,
    double Missing,
    double MissingThen
);
