using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Application.SendRecords;
using Streaming.Publishing.Live;
using Streaming.Topology;

namespace Streaming.Application.DecideEvent;

/// <summary>An event to be decided.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record DecideEventRequest(string Topology)
{
    /// <summary>How long a caller can wait at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>The event, as it comes in; a door gives it.</summary>
    [JsonIgnore]
    public RecordBody? Body { get; init; }

    /// <summary>How long the caller waits.</summary>
    [JsonIgnore]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What was decided.</summary>
/// <param name="Topology">Name of the topology.</param>
/// <param name="Topic">Where the event is.</param>
/// <param name="Record">Where on the topic.</param>
/// <param name="Prediction">As it lies on the topic of predictions.</param>
public sealed record DecidedEvent(string Topology, string Topic, RecordPlace Record, JsonElement Prediction);

/// <summary>A published record has no decision that could be told.</summary>
public abstract class UndecidedException(string message, string source) : StreamingException(message)
{
    /// <summary>Where the record is: topic/partition/offset.</summary>
    public string Place { get; } = source;
}

/// <summary>It was rejected.</summary>
public sealed class RejectedEventException(string source, string reason, string? rule, string? detail)
    : UndecidedException($"The event was rejected ({reason}{(rule is null ? "" : $", {rule}")}): {detail ?? "it is in quarantine"}", source)
{
    /// <summary>As the quarantine names it.</summary>
    public string Reason { get; } = reason;
}

/// <summary>It is not decided yet, and may be later.</summary>
public sealed class PendingEventException(string source, TimeSpan waited)
    : UndecidedException(
        $"The event is published as {source} and was not decided within {waited.TotalSeconds:0.#} s. It will be, once the pipeline "
            + "comes to it: look it up by its id then, and do not send it again.",
        source
    );
