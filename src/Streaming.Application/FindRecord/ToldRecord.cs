using Streaming.Events.Rows;
using Streaming.Events.Text;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Models;
using Streaming.Topology.Model;

namespace Streaming.Application.FindRecord;

/// <summary>All that lineage knows of a record. Times are ISO 8601.</summary>
public sealed record ToldRecord
{
    /// <summary>Address of the record in its batch: topology/stage/partition/version/row.</summary>
    public required string LineageId { get; init; }

    /// <summary>Null where none could be read.</summary>
    public required string? EventId { get; init; }

    public required RecordVerdict Verdict { get; init; }
    public required ToldSource Source { get; init; }

    /// <summary>The value that came in, where it was asked for and is still there, or where it was rejected.</summary>
    public required string? Raw { get; init; }

    /// <summary>Null for accepted records.</summary>
    public required ToldRejection? Rejection { get; init; }

    /// <summary>Declared fields as decoded, in their order; empty for rejected records.</summary>
    public required IReadOnlyDictionary<string, object?> Fields { get; init; }

    /// <summary>As the model saw them, in order; NaN is a missing value.</summary>
    public required IReadOnlyDictionary<string, float> Features { get; init; }

    /// <summary>Null where the record is not scored: rejected, or still on its way.</summary>
    public required float? Score { get; init; }
    public required string? Decision { get; init; }

    /// <summary>Null where a rule scored, or nothing did.</summary>
    public required ToldModel? Model { get; init; }
    public required ToldTopology Topology { get; init; }

    /// <summary>What computed it: product, ONNX Runtime, instruction set.</summary>
    public required string Engine { get; init; }
    public required ToldBatch Batch { get; init; }

    /// <summary>The topic that the outcome went to.</summary>
    public required string EmittedTo { get; init; }

    /// <summary>The record's rows in the other stages that it passed through.</summary>
    public required IReadOnlyList<string> OtherStages { get; init; }

    /// <summary>What became known of the event later.</summary>
    public required IReadOnlyList<ToldLabel> Labels { get; init; }

    /// <param name="topology">Whose record it is.</param>
    /// <param name="story">As lineage has it.</param>
    /// <param name="model">As the registry has it; null where a rule scored, or nothing did.</param>
    /// <param name="raw">The source record's value; null where it was not asked for or is gone.</param>
    internal static ToldRecord Of(TopologyModel topology, RecordStory story, RegisteredModel? model, byte[]? raw) => new()
    {
        LineageId = story.LineageId.ToString(),
        EventId = story.EventId,
        Verdict = story.Rejection is not null ? RecordVerdict.Rejected : story.Score is null ? RecordVerdict.Accepted : RecordVerdict.Scored,
        Source = ToldSource.Of(topology, story.Source),
        Raw = (raw ?? story.Rejection?.Raw) is { } value ? Printable.Bytes(value) : null,
        Rejection = story.Rejection is { } rejection ? new ToldRejection(rejection.Reason, rejection.Rule, rejection.Detail) : null,
        Fields = story.Fields,
        Features = story.Features,
        Score = story.Score,
        Decision = story.Decision,
        Model = story.DecidedBy is { } decider ? new ToldModel(decider.Name, decider.Version, decider.Hash, model?.Description.Origin) : null,
        Topology = new ToldTopology(topology.Name, story.Header.TopologyVersion, story.Header.TopologyHash),
        Engine = story.Header.EngineFingerprint,
        Batch = new ToldBatch(
            story.Location.Stream.ToString(), story.Location.Version, Convert.ToHexStringLower(story.BatchHash), IsoTime.Format(story.Header.WrittenAt)),
        EmittedTo = story.Rejection is null ? topology.Output.Predictions : topology.Output.Quarantine,
        OtherStages = [.. story.OtherStages.Select(s => $"{s.Stream}/{s.Version}/{s.Row}")],
        Labels = [.. story.Labels.Select(l => new ToldLabel(IsoTime.Format(l.KnownAt), l.Fields))],
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
/// <param name="SourceTime">When it was written to Kafka.</param>
/// <param name="ArrivalTime">When it was read from there.</param>
/// <param name="EventTime">When it happened; null for rejected records.</param>
/// <param name="Late">Later than the topology's order allows.</param>
/// <param name="Early">Too far ahead of the others.</param>
public sealed record ToldSource(
    string Topic, int Partition, long Offset, string SourceTime, string ArrivalTime, string? EventTime, bool Late, bool Early)
{
    internal static ToldSource Of(TopologyModel topology, SourceCoordinates source) => new(
        source.Topic ?? topology.Source.Topic,
        source.Partition,
        source.Offset,
        IsoTime.Format(source.SourceTime),
        IsoTime.Format(source.ArrivalTime),
        source.EventTime is { } time ? IsoTime.Format(time) : null,
        source.Flags.HasFlag(RowFlags.Late),
        source.Flags.HasFlag(RowFlags.Early));
}

/// <summary>Why a record was rejected.</summary>
public sealed record ToldRejection(string Reason, string? Rule, string? Detail);

/// <summary>What scored a record.</summary>
/// <param name="TrainedOn">Which recorded rows it was made from; null where that is not known.</param>
public sealed record ToldModel(string Name, int Version, string? Hash, TrainingOrigin? TrainedOn);

/// <summary>The text of the topology that a batch was made under.</summary>
public sealed record ToldTopology(string Name, int Version, string Hash);

/// <summary>The batch that a record lies in.</summary>
public sealed record ToldBatch(string Stream, long Version, string Hash, string WrittenAt);

/// <summary>What became known of an event later.</summary>
public sealed record ToldLabel(string KnownAt, IReadOnlyDictionary<string, object?> Fields);
