using System.Text.Json.Serialization;
using Streaming.Topology.Model;

namespace Streaming.Application.Control;

/// <summary>
/// A command that lets another decision stand for a record. It carries what the prediction that follows from it says, since a stage does
/// not keep what it predicted.
/// </summary>
sealed record GivenOverride(GivenCommand Given) : GivenCommand(Given)
{
    /// <summary>Lineage id of the record.</summary>
    [JsonPropertyName(ControlCommands.Record)]
    public required string Record { get; init; }

    [JsonPropertyName(ControlCommands.EventId)]
    public required string EventId { get; init; }

    [JsonPropertyName(ControlCommands.Key)]
    public required string Key { get; init; }

    [JsonPropertyName(ControlCommands.EventTime)]
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>Null where the rule gave no number.</summary>
    [JsonPropertyName(ControlCommands.Score)]
    public required float? Score { get; init; }

    [JsonPropertyName(ControlCommands.ScoredBy)]
    public required string ScoredBy { get; init; }

    [JsonPropertyName(ControlCommands.Overruled)]
    public required string Overruled { get; init; }

    [JsonPropertyName(ControlCommands.Decision)]
    public required string Decision { get; init; }
}
