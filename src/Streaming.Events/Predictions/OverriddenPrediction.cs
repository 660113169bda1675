using Streaming.Events.Time;

namespace Streaming.Events.Predictions;

/// <summary>A prediction whose decision a person overrode.</summary>
public sealed record OverriddenPrediction
{
    /// <summary>The event's id, as text.</summary>
    public required string EventId { get; init; }

    /// <summary>The event's key, as text.</summary>
    public required string Key { get; init; }

    /// <summary>When the event happened.</summary>
    public required Timestamp EventTime { get; init; }

    /// <summary>As it was given; NaN where the rule gave none.</summary>
    public required float Score { get; init; }

    /// <summary>The decision that stands now.</summary>
    public required string Decision { get; init; }

    /// <summary>What gave the score.</summary>
    public required ScoredBy ScoredBy { get; init; }

    /// <summary>Address of the command in lineage.</summary>
    public required string LineageId { get; init; }

    /// <summary>Address of the overridden prediction in lineage.</summary>
    public required string Record { get; init; }

    /// <summary>The decision that stood until then.</summary>
    public required string Overruled { get; init; }

    /// <summary>Who overrode it.</summary>
    public required string Author { get; init; }

    /// <summary>Why; null: they did not say.</summary>
    public string? Because { get; init; }

    /// <summary>When.</summary>
    public required Timestamp At { get; init; }
}
