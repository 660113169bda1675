using System.Text.Json.Serialization;

namespace Streaming.Client;

/// <summary>What scored: a version of a registered model, or the topology's rule.</summary>
/// <param name="Name">Of the model; null: the rule scored.</param>
/// <param name="Version">Of the model.</param>
/// <param name="Rule">The rule scored.</param>
public sealed record PredictionModel(string? Name = null, int? Version = null, bool Rule = false);

/// <summary>A person overrode the decision.</summary>
/// <param name="Of">Lineage id of the prediction that was made.</param>
/// <param name="Overruled">The decision that stood until then.</param>
/// <param name="Author">Who overrode it.</param>
/// <param name="Because">Why.</param>
/// <param name="At">When.</param>
public sealed record PredictionOverride(string Of, string Overruled, string Author, string? Because, DateTimeOffset At);

/// <summary>A guard put the decision in place of another.</summary>
/// <param name="Name">Its name in the topology.</param>
/// <param name="InsteadOf">The decision that the score led to.</param>
public sealed record PredictionGuard(string Name, string InsteadOf);

/// <summary>A prediction, as it lies on the topic of predictions.</summary>
public sealed record Prediction
{
    /// <summary>Version of this form.</summary>
    public required int Schema { get; init; }

    /// <summary>Name of the topology that scored the event.</summary>
    public required string Topology { get; init; }

    /// <summary>Version of its file.</summary>
    public required int TopologyVersion { get; init; }

    /// <summary>The event's own id.</summary>
    public required string EventId { get; init; }

    /// <summary>The source's key.</summary>
    public required string Key { get; init; }

    /// <summary>When the event happened.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>The score; null where a rule gave no number.</summary>
    public required float? Score { get; init; }

    /// <summary>What was decided.</summary>
    public required string Decision { get; init; }

    /// <summary>What scored.</summary>
    public required PredictionModel Model { get; init; }

    /// <summary>Leads to the whole story of it: <see cref="StreamingClient.FindRecordAsync"/>.</summary>
    public required string LineageId { get; init; }

    /// <summary>The guard that changed the decision; null: none did.</summary>
    public PredictionGuard? Guard { get; init; }

    /// <summary>The event came after its time had been passed.</summary>
    public bool Late { get; init; }

    /// <summary>This is a decision of a person in place of an earlier one; null: it is none.</summary>
    public PredictionOverride? Override { get; init; }

    /// <summary>Where to go on after it, in another program too; null where it does not come from a subscription.</summary>
    [JsonIgnore]
    public string? Cursor { get; init; }
}
