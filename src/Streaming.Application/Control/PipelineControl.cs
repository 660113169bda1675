using System.Text.Json.Serialization;

namespace Streaming.Application.Control;

/// <summary>What commands have decided of a pipeline's scoring stage.</summary>
/// <param name="Topology">Name of the topology.</param>
/// <param name="Stage">The stage that takes commands: the one that scores.</param>
/// <param name="FallsBack">Every partition scores by the rule.</param>
/// <param name="Pending">Some partition has not taken all commands yet: it does when it runs.</param>
/// <param name="Partitions">Each partition that has run.</param>
public sealed record PipelineControl(
    string Topology,
    string Stage,
    bool FallsBack,
    bool Pending,
    IReadOnlyList<PartitionControl> Partitions
);

/// <param name="Partition">Stage partition.</param>
/// <param name="FallsBack">It scores by the rule, whatever model is in use.</param>
/// <param name="Pending">Commands wait on its control topic.</param>
/// <param name="Batch">Lineage id of the batch from which on the last command is in force; null: there was none.</param>
/// <param name="Command">The last command that took effect; null: there was none, or its text is not in this partition's lineage.</param>
public sealed record PartitionControl(int Partition, bool FallsBack, bool Pending, string? Batch, GivenCommand? Command);

/// <summary>A command to a running stage: on the wire the JSON of a record of the control topic, and what lineage says of it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Kind"><c>fallback</c>, <c>resume</c> or <c>override</c>.</param>
/// <param name="At">When it was given.</param>
/// <param name="Author">Who gave it.</param>
/// <param name="Because">Why; null: they did not say.</param>
public record GivenCommand(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("author")] string Author,
    [property: JsonPropertyName("because")] string? Because
);
