using System.Globalization;
using Streaming.Events.Time;
using Streaming.Learning.Outcomes;

namespace Streaming.Application.ShowDrift;

/// <summary>How good the version that decides in a stream is, by labels.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">Of the last batch that was judged.</param>
/// <param name="Until">Watermark of that batch: its rows are before it.</param>
/// <param name="Model">The model that decides in it; empty: the rule.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Rows">Rows whose labels have had their time since that version decides.</param>
/// <param name="Labelled">Those that had one.</param>
/// <param name="Withdrawn">Those whose labels were taken back.</param>
/// <param name="Refused">Those whose labels contradict each other, where the topology lets none count then.</param>
/// <param name="Late">Rows that were recorded too late to be judged.</param>
/// <param name="ToLearn">Labelled rows still to come before it is known what is worse.</param>
/// <param name="IsWorse">The version got worse.</param>
/// <param name="Risk">Mean squared error since the reference; null while that is learnt.</param>
/// <param name="Reference">Upper bound of the mean squared error at the reference.</param>
/// <param name="Limit">Above this it is worse.</param>
/// <param name="LowerBound">The mean squared error was higher than this.</param>
/// <param name="Alpha">Chance, at most, that it is ever called worse where it is not.</param>
/// <param name="Blocks">Figures of the last whole blocks, the oldest first.</param>
public sealed record ShownOutcome(
    string Stream,
    long Version,
    Timestamp Until,
    string Model,
    int ModelVersion,
    long Rows,
    long Labelled,
    long Withdrawn,
    long Refused,
    long Late,
    int ToLearn,
    bool IsWorse,
    double? Risk,
    double? Reference,
    double? Limit,
    double LowerBound,
    double Alpha,
    IReadOnlyList<OutcomeFigures> Blocks
)
{
    internal static ShownOutcome Of(OutcomeStream stream)
    {
        var (tracker, risk) = (stream.Tracker, stream.Tracker.Risk);
        return new ShownOutcome(
            stream.Stream.ToString(),
            stream.Version,
            tracker.Watermark,
            stream.Model,
            stream.ModelVersion,
            tracker.Rows,
            tracker.Labelled,
            tracker.Withdrawn,
            tracker.Refused,
            tracker.Late,
            risk.ToLearn,
            risk.IsWorse,
            risk.Mean,
            risk.Reference,
            risk.Limit,
            risk.LowerBound,
            risk.Options.Alpha,
            tracker.History
        );
    }
}

/// <summary>Labels said something of a version that decides.</summary>
/// <param name="Record">Lineage id of the row with whose label it was certain enough.</param>
/// <param name="Time">Event time of that row.</param>
/// <param name="Model">The model that decided; empty: the rule.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Reasons">What they said, in figures.</param>
/// <param name="Words">The same, as sentences.</param>
public sealed record ShownLabelAlarm(
    string Record,
    Timestamp Time,
    string Model,
    int ModelVersion,
    IReadOnlyList<OutcomeReason> Reasons,
    string Words
)
{
    internal static ShownLabelAlarm Of(OutcomeAlarm alarm) =>
        new(
            alarm.Record.ToString(),
            alarm.EventTime,
            alarm.Model,
            alarm.ModelVersion,
            alarm.Reasons,
            string.Join(' ', alarm.Reasons.Select(Sentence))
        );

    static string Sentence(OutcomeReason reason) =>
        reason.Kind == OutcomeKind.Worse
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"It got worse: its squared error was at most {reason.Before:0.00000} and is above {reason.Now:0.00000}."
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"More decisions are wrong: {reason.Now:P1} of the last ones, {reason.Before:P1} of the first."
            );
}
