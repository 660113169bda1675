using System.Text;
using System.Text.Json.Serialization;
using Streaming.Publishing.Files;

namespace Streaming.Application.PublishFile;

/// <summary>What is to be published.</summary>
public sealed record PublishFileRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>CSV with a header, JSON lines or a JSON array; gzip too; <c>-</c> for standard input.</summary>
    public required string File { get; init; }

    /// <summary>What the file's bytes mean; null: UTF-8, or what its byte order mark says.</summary>
    [JsonIgnore]
    public Encoding? Encoding { get; init; }

    /// <summary>Events a second; null: as fast as possible.</summary>
    public double? Rate { get; init; }

    /// <summary>Begin again at the end, with later times and new ids, until stopped.</summary>
    public bool Loop { get; init; }

    /// <summary>Most events to publish; null: all.</summary>
    public long? Limit { get; init; }

    /// <summary>Column by field, where the file calls it otherwise.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Text by field that the file lacks; <c>{row}</c> in it is the row's number.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Publish labels where the file has the label column.</summary>
    public bool Labels { get; init; } = true;

    /// <summary>Do not send labels that are not yet known at the last event.</summary>
    public bool HoldLabels { get; init; }

    /// <summary>Of topics that have to be made.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>What an encoding's name means; null where it is none.</summary>
    public static Encoding? FindEncoding(string name) => TextEncoding.TryFind(name, out var encoding) ? encoding : null;
}

/// <summary>What is on the topics, acknowledged.</summary>
/// <param name="LabelsTopic">Null where the topology takes no labels.</param>
/// <param name="LabelsHeld">Not sent, as they are not known yet.</param>
/// <param name="Bytes">Of values.</param>
/// <param name="Complete">False where it was stopped before the end.</param>
public sealed record PublishedFile(
    string Topology,
    string Topic,
    long Events,
    string? LabelsTopic,
    long Labels,
    int LabelsHeld,
    long Bytes,
    double Seconds,
    bool Complete
);
