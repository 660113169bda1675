using System.Text.Json.Serialization;
using Streaming.Events.Time;
using Streaming.Inference.Signatures;
using Streaming.Models.States;

namespace Streaming.Models;

/// <summary>A part of one lineage stream: batches <paramref name="FirstVersion"/> to <paramref name="LastVersion"/>, both
/// included.</summary>
/// <param name="Stream">Name of the stream (<see cref="Lineage.Batches.StreamKey"/>).</param>
/// <param name="FirstVersion">First batch.</param>
/// <param name="LastVersion">Last batch.</param>
public sealed record LineageRange(string Stream, long FirstVersion, long LastVersion)
{
    /// <summary>Which table of the batches was read; null in what an early release wrote.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Table { get; init; }
}

/// <summary>Which recorded rows a model was made from. The ends of periods are excluded.</summary>
public sealed record TrainingOrigin
{
    /// <summary>Whose lineage it was trained on.</summary>
    public required string Topology { get; init; }

    /// <summary>What was read to find the rows.</summary>
    public required IReadOnlyList<LineageRange> Ranges { get; init; }

    /// <summary>Beginning of the period learnt from.</summary>
    public required Timestamp TrainFrom { get; init; }

    /// <summary>End of it.</summary>
    public required Timestamp TrainTo { get; init; }

    /// <summary>Rows learnt from.</summary>
    public required int TrainRows { get; init; }

    /// <summary>Those of them whose label is true.</summary>
    public required int TrainPositives { get; init; }

    /// <summary>The later period that the metrics are of.</summary>
    public required Timestamp TestFrom { get; init; }

    /// <summary>End of the later period.</summary>
    public required Timestamp TestTo { get; init; }

    /// <summary>Rows that it was judged by.</summary>
    public required int TestRows { get; init; }

    /// <summary>Those of them whose label is true.</summary>
    public required int TestPositives { get; init; }
}

/// <summary>Where a metric lies with 95 % confidence.</summary>
/// <param name="Low">Not below.</param>
/// <param name="High">Not above.</param>
public readonly record struct MetricInterval(double Low, double High);

/// <summary>What is known of a model besides its bytes.</summary>
public sealed record ModelDescription
{
    /// <summary>Names of the input's columns, in order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>On the test period, by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>How sure the metrics are, by their names: where 95 of 100 such samples would have them. Null: nobody reckoned it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, MetricInterval>? Intervals { get; init; }

    /// <summary>How it was trained, by name.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Per feature, its share of what the model's decisions gained; empty where the trainer does not tell.</summary>
    public IReadOnlyDictionary<string, double> Importance { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>How it is served; null for a model that was trained here, which says so itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelSignature? Signature { get; init; }

    /// <summary>Null for a model that was not trained from lineage.</summary>
    public TrainingOrigin? Origin { get; init; }

    /// <summary>Null for a model that was not trained here, or by an early release.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TrainingFacts? Training { get; init; }
}

/// <summary>One version of a model in the registry.</summary>
/// <param name="Name">The name under which topologies ask for it.</param>
/// <param name="Version">1, 2, ... in order of registration.</param>
/// <param name="Hash">Content hash of the ONNX bytes.</param>
/// <param name="Size">Of the ONNX file, bytes.</param>
/// <param name="RegisteredAt">When.</param>
/// <param name="States">All states that it was in, in order; it is in the last.</param>
/// <param name="Description">What is known of it.</param>
public sealed record RegisteredModel(
    string Name,
    int Version,
    string Hash,
    int Size,
    DateTimeOffset RegisteredAt,
    [property: JsonIgnore] IReadOnlyList<ModelState> States,
    ModelDescription Description
)
{
    /// <summary>Where it stands.</summary>
    [JsonIgnore]
    public ModelState State => States[^1];

    /// <summary>Where it stands, in a word: registered, shadow, canary, champion, retired, rejected, rolled back.</summary>
    [JsonPropertyName("state")]
    public string StateWord => State.Word;

    /// <summary>How it came there, from its registration on; the last is where it stands.</summary>
    public IReadOnlyList<ModelStep> History => [.. States.Select(ModelStep.Of)];

    /// <summary>It is the version that stages score with.</summary>
    public bool InUse => State is Champion;

    /// <summary>Who decided that; null where it is not, or nobody said.</summary>
    public string? PromotedBy => (State as Champion)?.By.By;
}
