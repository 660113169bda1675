using System.Text.Json.Serialization;

namespace Streaming.Application.RetryQuarantine;

/// <summary>Which records to publish again.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Addresses">Empty where a reason is given.</param>
/// <param name="Reason">All that were rejected for it; null: by address.</param>
/// <param name="Value">File with the corrected value; null: as they are.</param>
public sealed record RetryQuarantineRequest(string Topology, IReadOnlyList<string> Addresses, string? Reason = null, string? Value = null);

/// <summary>What was published again.</summary>
/// <param name="Left">Left alone: cut to fit the topic, or without a value.</param>
public sealed record RetriedQuarantine(long Published, int Left)
{
    /// <summary>False where it was stopped before the end.</summary>
    [JsonIgnore]
    public bool Complete { get; init; }
}
