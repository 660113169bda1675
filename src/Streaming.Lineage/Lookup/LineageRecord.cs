using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>Where a record came from.</summary>
/// <param name="Topic">Null for accepted rows: theirs is the topology's source topic.</param>
/// <param name="EventTime">Null for rejected records.</param>
/// <param name="Flags">See <see cref="Streaming.Events.Rows.RowFlags"/>.</param>
public sealed record SourceCoordinates(
    string? Topic,
    int Partition,
    long Offset,
    Timestamp SourceTime,
    Timestamp ArrivalTime,
    Timestamp? EventTime,
    Streaming.Events.Rows.RowFlags Flags
);

/// <summary>Why a record was rejected, and what came in.</summary>
/// <param name="Key">Record key as it came.</param>
/// <param name="Raw">Record value as it came, cut where it would not fit.</param>
/// <param name="Details">All columns of the rejected table by name.</param>
public sealed record RecordedRejection(
    string Reason,
    string? Rule,
    string? Detail,
    byte[]? Key,
    byte[]? Raw,
    IReadOnlyDictionary<string, object?> Details
);

/// <summary>What became known about an event later.</summary>
/// <param name="Location">The label's row.</param>
/// <param name="KnownAt">When it became known.</param>
/// <param name="Fields">Its declared fields.</param>
public sealed record RecordedLabel(RecordLocation Location, Timestamp KnownAt, IReadOnlyDictionary<string, object?> Fields);

/// <summary>Everything the lineage knows about one record.</summary>
public sealed record LineageRecord
{
    /// <summary>The row this is told from: of the last stage the record has reached.</summary>
    public required RecordLocation Location { get; init; }

    /// <summary>Address of the record in its batch.</summary>
    public required LineageId LineageId { get; init; }

    /// <summary>Null where it could not be read.</summary>
    public required string? EventId { get; init; }

    /// <summary>Where it came from.</summary>
    public required SourceCoordinates Source { get; init; }

    /// <summary>Declared fields as decoded, in their order; texts, numbers, booleans, <see cref="DateTimeOffset"/>. Empty for rejected
    /// records.</summary>
    public required IReadOnlyDictionary<string, object?> Fields { get; init; }

    /// <summary>As the model saw them, in order; NaN = missing.</summary>
    public required IReadOnlyDictionary<string, float> Features { get; init; }

    /// <summary>Null where the record is not scored (rejected, or still on its way).</summary>
    public required float? Score { get; init; }

    /// <summary>Null where nothing was decided.</summary>
    public required string? Decision { get; init; }

    /// <summary>The guard that put the decision in place of another; null: none did.</summary>
    public RecordedGuard? Guarded { get; init; }

    /// <summary>The decision that the score led to, whatever became of it.</summary>
    public string? ScoreDecision => Guarded?.InsteadOf ?? Decision;

    /// <summary>The version that decided; null where the rule did, or nothing was decided.</summary>
    public required ModelInRole? DecidedBy { get; init; }

    /// <summary>What the others said who scored the record's batch, by their places in it.</summary>
    public IReadOnlyList<OtherScore> OtherScores { get; init; } = [];

    /// <summary>Null where it was decided without one.</summary>
    public RecordedExplanation? Explanation { get; init; }

    /// <summary>Null for accepted records.</summary>
    public required RecordedRejection? Rejection { get; init; }

    /// <summary>Of the batch: model, topology version, engine, positions.</summary>
    public required BatchHeader Header { get; init; }

    /// <summary>Hash of the batch in the stream's chain.</summary>
    public required byte[] BatchHash { get; init; }

    /// <summary>The record's rows in the other stages it passed through.</summary>
    public IReadOnlyList<RecordLocation> OtherStages { get; init; } = [];

    /// <summary>Labels of this event id known so far (a label recorded by several stages appears once).</summary>
    public IReadOnlyList<RecordedLabel> Labels { get; init; } = [];

    /// <summary>Commands by which people overrode the decision, the last one last: that one stands.</summary>
    public IReadOnlyList<RecordedOverride> Overrides { get; init; } = [];
}
