using System.Text.Json.Serialization;

namespace Streaming.Application.RunDemo;

/// <param name="Topology">With a simulator, labels and a model.</param>
/// <param name="History">Events scored by rule, to learn from.</param>
/// <param name="Events">Events scored by the model.</param>
public sealed record RunDemoRequest(string Topology, long History = 300_000, long Events = 200_000)
{
    /// <summary>Hostile records for each event streamed.</summary>
    internal const double Hostility = 0.01;

    internal const int Partitions = 4;
}

/// <summary>What the demo showed.</summary>
/// <param name="Good">All of it held.</param>
/// <param name="Published">Records on the source topic.</param>
/// <param name="Scored">Rows of the final stage in the lineage.</param>
/// <param name="Quarantined">Rejected records in the lineage.</param>
/// <param name="Predictions">Records a read-committed consumer finds.</param>
/// <param name="Replay">Rows that were computed again.</param>
/// <param name="Model">The model that was trained on the way.</param>
public sealed record RanDemo(
    string Topology,
    bool Good,
    long Published,
    long Scored,
    long Quarantined,
    long Predictions,
    DemoReplay Replay,
    DemoModel Model,
    double Seconds
)
{
    /// <summary>Folder that the demo's data stays in until the next one.</summary>
    [JsonIgnore]
    public string Data { get; init; } = "";

    /// <summary>An event worth a look; null: there is none.</summary>
    [JsonIgnore]
    public string? EventId { get; init; }

    /// <summary>An event whose decision was explained; null: there is none.</summary>
    [JsonIgnore]
    public string? ExplainedId { get; init; }
}

/// <summary>Rows that were computed again, and how many came out bit for bit the same.</summary>
public sealed record DemoReplay(long Compared, long Identical);

/// <summary>The model that was trained on the way.</summary>
public sealed record DemoModel(string Name, int Version, string Hash, IReadOnlyDictionary<string, double> Metrics);
