using Streaming.Events.Rows;
using Streaming.Events.Text;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Models;
using Streaming.Topology.Model;

namespace Streaming.Application.FindRecord;

/// <summary>All that lineage knows of a record. Times are ISO 8601.</summary>
public sealed record FoundRecord
{
    /// <summary>Address of the record in its batch: topology/stage/partition/version/row.</summary>
    public required string LineageId { get; init; }

    /// <summary>Null where none could be read.</summary>
    public required string? EventId { get; init; }

    /// <summary>What became of it.</summary>
    public required RecordVerdict Verdict { get; init; }

    /// <summary>Where it came from.</summary>
    public required FoundSource Source { get; init; }

    /// <summary>The value that came in, where it was asked for and is still there, or where it was rejected.</summary>
    public required string? Raw { get; init; }

    /// <summary>Null for accepted records.</summary>
    public required FoundRejection? Rejection { get; init; }

    /// <summary>Declared fields as decoded, in their order; empty for rejected records.</summary>
    public required IReadOnlyDictionary<string, object?> Fields { get; init; }

    /// <summary>As the model saw them, in order; NaN is a missing value.</summary>
    public required IReadOnlyDictionary<string, float> Features { get; init; }

    /// <summary>Null where the record is not scored: rejected, or still on its way.</summary>
    public required float? Score { get; init; }

    /// <summary>What was decided; null where nothing was.</summary>
    public required string? Decision { get; init; }

    /// <summary>The guard that put this decision in place of another; null: none did.</summary>
    public required FoundGuard? Guard { get; init; }

    /// <summary>Null where a rule scored, or nothing did.</summary>
    public required FoundModel? Model { get; init; }

    /// <summary>What was said by who scored it and did not decide: shadows, and beside a canary the champion.</summary>
    public required IReadOnlyList<FoundScore> OtherScores { get; init; }

    /// <summary>The topology it went through.</summary>
    public required FoundTopology Topology { get; init; }

    /// <summary>What computed it: product, ONNX Runtime, instruction set.</summary>
    public required string Engine { get; init; }

    /// <summary>The batch it was recorded in.</summary>
    public required FoundBatch Batch { get; init; }

    /// <summary>The topic that the outcome went to; null: to who asked for it, and to no topic.</summary>
    public required string? EmittedTo { get; init; }

    /// <summary>The record's rows in the other stages that it passed through.</summary>
    public required IReadOnlyList<string> OtherStages { get; init; }

    /// <summary>What became known of the event later.</summary>
    public required IReadOnlyList<FoundLabel> Labels { get; init; }

    /// <summary>Who overrode the decision, the last one last: that one stands.</summary>
    public required IReadOnlyList<FoundOverride> Overrides { get; init; }

    /// <param name="topology">Whose record it is.</param>
    /// <param name="recorded">As lineage has it.</param>
    /// <param name="model">As the registry has it; null where a rule scored, or nothing did.</param>
    /// <param name="raw">The source record's value; null where it was not asked for or is gone.</param>
    internal static FoundRecord Of(TopologyModel topology, LineageRecord recorded, RegisteredModel? model, byte[]? raw) =>
        new()
        {
            LineageId = recorded.LineageId.ToString(),
            EventId = recorded.EventId,
            Verdict =
                recorded.Rejection is not null ? RecordVerdict.Rejected
                : recorded.Score is null ? RecordVerdict.Accepted
                : RecordVerdict.Scored,
            Source = FoundSource.Of(topology, recorded),
            Raw = (raw ?? recorded.Rejection?.Raw) is { } value ? Printable.Bytes(value) : null,
            Rejection = recorded.Rejection is { } rejection ? new FoundRejection(rejection.Reason, rejection.Rule, rejection.Detail) : null,
            Fields = recorded.Fields,
            Features = recorded.Features,
            Score = recorded.Score,
            Decision = recorded.Decision,
            Guard = recorded.Guarded is { } guard ? FoundGuard.From(guard) : null,
            Model = recorded.DecidedBy is { } decider
                ? new FoundModel(decider.Name, decider.Version, decider.Hash, model?.Description.Origin)
                : null,
            OtherScores =
            [
                .. recorded.OtherScores.Select(o => new FoundScore(
                    o.By.Role.ToString().ToLowerInvariant(),
                    o.By.Role == ModelRole.Rule ? null : o.By.Name,
                    o.By.Version,
                    o.Score
                )),
            ],
            Topology = new FoundTopology(topology.Name, recorded.Header.TopologyVersion, recorded.Header.TopologyHash),
            Engine = recorded.Header.EngineFingerprint,
            Batch = new FoundBatch(
                recorded.Location.Stream.ToString(),
                recorded.Location.Version,
                Convert.ToHexStringLower(recorded.BatchHash),
                IsoTime.Format(recorded.Header.WrittenAt)
            ),
            EmittedTo =
                recorded.Location.Stream.IsRequests ? null
                : recorded.Rejection is null ? topology.Output.Predictions
                : topology.Output.Quarantine,
            OtherStages = [.. recorded.OtherStages.Select(s => $"{s.Stream}/{s.Version}/{s.Row}")],
            Labels = [.. recorded.Labels.Select(l => new FoundLabel(IsoTime.Format(l.KnownAt), l.Fields))],
            Overrides =
            [
                .. recorded.Overrides.Select(o => new FoundOverride(
                    o.Decision,
                    o.Overruled,
                    o.Author,
                    o.Because,
                    o.At.ToDateTimeOffset(),
                    o.LineageId.ToString()
                )),
            ],
        };
}

/// <summary>How far a record has come.</summary>
public enum RecordVerdict
{
    /// <summary>Valid, and not scored yet.</summary>
    Accepted,

    /// <summary>Scored by a model or a rule.</summary>
    Scored,

    /// <summary>In quarantine.</summary>
    Rejected,
}

/// <summary>Where a record came from.</summary>
/// <param name="Topic">Null: from no topic; somebody asked a model for it.</param>
/// <param name="Partition">Of the topic; -1 without one.</param>
/// <param name="Offset">In the partition; -1 without one.</param>
/// <param name="SourceTime">When it was written to Kafka.</param>
/// <param name="ArrivalTime">When it was read from there.</param>
/// <param name="EventTime">When it happened; null for rejected records.</param>
/// <param name="Late">Later than the topology's order allows.</param>
/// <param name="Early">Too far ahead of the others.</param>
public sealed record FoundSource(
    string? Topic,
    int Partition,
    long Offset,
    string SourceTime,
    string ArrivalTime,
    string? EventTime,
    bool Late,
    bool Early
)
{
    internal static FoundSource Of(TopologyModel topology, LineageRecord record)
    {
        var (source, asked) = (record.Source, record.Location.Stream.IsRequests);
        return new FoundSource(
            asked ? null : source.Topic ?? topology.Source.Topic,
            asked ? -1 : source.Partition,
            asked ? -1 : source.Offset,
            IsoTime.Format(asked ? source.ArrivalTime : source.SourceTime),
            IsoTime.Format(source.ArrivalTime),
            source.EventTime is { } time ? IsoTime.Format(time) : null,
            source.Flags.HasFlag(RowFlags.Late),
            source.Flags.HasFlag(RowFlags.Early)
        );
    }
}

/// <summary>Why a record was rejected.</summary>
public sealed record FoundRejection(string Reason, string? Rule, string? Detail);

/// <summary>A guard that put one decision in place of another.</summary>
/// <param name="Name">Its name in the topology.</param>
/// <param name="InsteadOf">The decision that the score led to.</param>
/// <param name="Limited">The decision that it limits; null where it counts nothing.</param>
/// <param name="Tripped">Event time since when it was tripped; null where it does not trip, or that is in a batch before.</param>
/// <param name="Until">Event time until when at least.</param>
/// <param name="Counted">How often that was decided within its window when it tripped.</param>
/// <param name="Of">Of so many decisions.</param>
/// <param name="Isolation">The isolation score by which the record was an outlier, from 0 to 1; null where it is no guard against
/// those.</param>
/// <param name="Groups">The groups that lay too far apart when it tripped: the counts are of the lowest of them. Null where it holds none
/// against each other.</param>
public sealed record FoundGuard(
    string Name,
    string InsteadOf,
    string? Limited,
    string? Tripped,
    string? Until,
    long? Counted,
    long? Of,
    float? Isolation,
    FoundContrast? Groups
)
{
    internal static FoundGuard From(RecordedGuard guard) =>
        guard.Trip is { } trip
            ? new FoundGuard(
                guard.Name,
                guard.InsteadOf,
                guard.Limited,
                IsoTime.Format(trip.At),
                IsoTime.Format(trip.Until),
                trip.Counted,
                trip.Of,
                guard.Isolation,
                FoundContrast.From(trip)
            )
            : new FoundGuard(guard.Name, guard.InsteadOf, guard.Limited, null, null, null, null, guard.Isolation, null);
}

/// <summary>What scored a record.</summary>
/// <param name="TrainedOn">Which recorded rows it was made from; null where that is not known.</param>
public sealed record FoundModel(string Name, int Version, string? Hash, TrainingOrigin? TrainedOn);

/// <summary>What somebody said of a record who did not decide about it.</summary>
/// <param name="Role">What for: <c>shadow</c>, <c>canary</c>, <c>champion</c> or <c>rule</c>.</param>
/// <param name="Name">The model; null for the rule.</param>
/// <param name="Version">Its version; 0 for the rule.</param>
/// <param name="Score">The score.</param>
public sealed record FoundScore(string Role, string? Name, int Version, float Score);

/// <summary>The text of the topology that a batch was made under.</summary>
public sealed record FoundTopology(string Name, int Version, string Hash);

/// <summary>The batch that a record lies in.</summary>
public sealed record FoundBatch(string Stream, long Version, string Hash, string WrittenAt);

/// <summary>A decision that a person let stand for the one before.</summary>
/// <param name="Decision">It stands from then on.</param>
/// <param name="Overruled">It stood until then.</param>
/// <param name="Author">Who gave it.</param>
/// <param name="Because">Why; null: they did not say.</param>
/// <param name="At">When.</param>
/// <param name="LineageId">Address of the command.</param>
public sealed record FoundOverride(string Decision, string Overruled, string Author, string? Because, DateTimeOffset At, string LineageId);

/// <summary>What became known of an event later.</summary>
public sealed record FoundLabel(string KnownAt, IReadOnlyDictionary<string, object?> Fields);
