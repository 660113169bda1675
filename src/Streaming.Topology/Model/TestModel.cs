using System.Text.Json.Nodes;

namespace Streaming.Topology.Model;

/// <summary>An example in the topology file: what is published, and what has to come of it.</summary>
/// <param name="Name">Says what it shows.</param>
/// <param name="Line">Where it stands in the file, from 1.</param>
public sealed record TestModel(string Name, int Line)
{
    /// <summary>What the pipeline takes for now; null: the time at which the test runs.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Values of the records on the source topic. Text that stands alone is sent as it
    /// is, fields in the format of the topic.</summary>
    public IReadOnlyList<JsonNode?> Events { get; init; } = [];

    /// <summary>The same of the labels topic.</summary>
    public IReadOnlyList<JsonNode?> Labels { get; init; } = [];

    /// <summary>For each prediction in order what is said of it; null: nothing is asked.</summary>
    public IReadOnlyList<JsonObject>? Predictions { get; init; }

    /// <summary>For each record in quarantine in order what is said of it; null: nothing is asked.</summary>
    public IReadOnlyList<JsonObject>? Quarantine { get; init; }
}
