using System.Text.Json.Serialization;
using Streaming.Application.ExplainModel;
using Streaming.Application.FindRecord;

namespace Streaming.Application.ExplainDecision;

/// <summary>Why a record was decided as it was.</summary>
public sealed record ExplainedDecision
{
    /// <summary>Address of the record in its batch: topology/stage/partition/version/row.</summary>
    public required string LineageId { get; init; }

    /// <summary>The event.</summary>
    public required string? EventId { get; init; }

    /// <summary>When it happened.</summary>
    public required string? EventTime { get; init; }

    /// <summary>The topology that it went through.</summary>
    public required FoundTopology Topology { get; init; }

    /// <summary>What was decided.</summary>
    public required string Decision { get; init; }

    /// <summary>The guard that put the decision in place of the one that is explained here; null: none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FoundGuard? Guard { get; init; }

    /// <summary>Who overrode the decision, the last one last: that one stands.</summary>
    public required IReadOnlyList<FoundOverride> Overrides { get; init; }

    /// <summary>As it was recorded; null where a rule gave no number.</summary>
    public required float? Score { get; init; }

    /// <summary>The version that decided; null where the rule did.</summary>
    public required FoundModel? Model { get; init; }

    /// <summary>The rule, as the topology had it then; null where a model decided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }

    /// <summary>What each feature did to the score; null where the rule decided, which is its own explanation.</summary>
    public required ScoreShares? Shares { get; init; }

    /// <summary>The weightiest reasons that the topology lets speak, in order.</summary>
    public required IReadOnlyList<ToldReason> Reasons { get; init; }

    /// <summary>What would have led to another decision; null: the topology does not say what may change.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OtherDecisions? Otherwise { get; init; }

    /// <summary>File with the waterfall, where one was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Plot { get; init; }
}

/// <summary>A score, shared out among the features: base + contributions = margin, from which the score follows.</summary>
/// <param name="Method">How it was shared out.</param>
/// <param name="Against">What it is compared with, in words.</param>
/// <param name="Dataset">Id of the dataset that the version was trained on; null where that is not known.</param>
/// <param name="Base">The margin of a row of which nothing is known.</param>
/// <param name="Margin">That of the record.</param>
/// <param name="Transforms">What makes the score of the margin, by ONNX's names; none: it is the score.</param>
/// <param name="ScoredAgain">The version gives the recorded features the recorded score again, bit for bit.</param>
/// <param name="Recorded">Lineage has these contributions, recorded with the decision, bit for bit as float32; null: it has none.</param>
/// <param name="Features">The greatest contribution first.</param>
public sealed record ScoreShares(
    ExplainMethod Method,
    string Against,
    string? Dataset,
    double Base,
    double Margin,
    IReadOnlyList<string> Transforms,
    bool ScoredAgain,
    bool? Recorded,
    IReadOnlyList<FeatureShare> Features
);

/// <summary>What a feature did to a score.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Value">As the model saw it; null: missing.</param>
/// <param name="Contribution">By how much it moved the margin: above zero, it raised the score.</param>
public sealed record FeatureShare(string Feature, float? Value, double Contribution);

/// <summary>A reason for a score.</summary>
/// <param name="Code">What programs know it by.</param>
/// <param name="By">By how much its features moved the margin; above zero, they raised the score.</param>
/// <param name="Words">What is said of it, by language; empty: a feature that stands for itself.</param>
public sealed record ToldReason(string Code, double By, IReadOnlyDictionary<string, string> Words);
