using System.Text.Json.Serialization;

namespace Streaming.Application.OverrideDecision;

/// <summary>A decision that a person overrode.</summary>
/// <param name="EventId">The event.</param>
/// <param name="LineageId">Address of its record.</param>
/// <param name="Overruled">The decision that stood until now, and still does where a second person has to agree.</param>
/// <param name="Decision">The one that stands from now on, or once a second person has agreed.</param>
/// <param name="Command">Id of the command; the access log and lineage call it so. Null: a second person has to agree first.</param>
/// <param name="Recorded">Lineage id of the command; null: it waits on the control topic, and is recorded once the pipeline runs.</param>
public sealed record OverriddenDecision(
    string EventId,
    string LineageId,
    string Overruled,
    string Decision,
    string? Command,
    string? Recorded
)
{
    /// <summary>Id of the contest in which the override waits for a second person; null: it waits for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Contest { get; init; }
}
