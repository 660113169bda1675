using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Models.History;

/// <summary>A version came into another state. Lies in the name's stream.</summary>
/// <param name="Version">Which.</param>
/// <param name="At">When.</param>
abstract record ModelTransition<TSelf>(int Version, DateTimeOffset At) : ChainedEvent<TSelf>
    where TSelf : ModelTransition<TSelf>
{
    /// <summary>Who did it; null where nobody knows, as in what an early release wrote.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    /// <summary>Why; null where nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>What it rests on; null where nothing was measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelEvidence? Evidence { get; init; }

    /// <summary>All three.</summary>
    [JsonIgnore]
    public Authorship Author
    {
        get => new(By, Reason, Evidence);
        init => (By, Reason, Evidence) = (value.By, value.Reason, value.Evidence);
    }
}
