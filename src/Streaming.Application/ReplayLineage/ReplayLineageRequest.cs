using Streaming.Events.Time;

namespace Streaming.Application.ReplayLineage;

/// <summary>How a what-if report is drawn.</summary>
public enum PlotFormat
{
    /// <summary>A page for a browser.</summary>
    Html,

    /// <summary>A picture.</summary>
    Png,
}

/// <summary>What is to be replayed. Without a time, there is no bound.</summary>
public sealed record ReplayLineageRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>First event time to compare.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which rows are compared.</summary>
    public Timestamp? To { get; init; }

    /// <summary>A version, an .onnx file, or <c>rule</c>: score with it too, and report what would have been; null: no what-if.</summary>
    public string? Model { get; init; }

    /// <summary>File to draw the what-if report into; null: none.</summary>
    public string? Plot { get; init; }

    /// <summary>Topic to write predictions to again; null: none.</summary>
    public string? ToTopic { get; init; }

    /// <summary>The format a file's ending tells; null where it tells none.</summary>
    public static PlotFormat? FormatOf(string file) =>
        Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".HTML" or ".HTM" => PlotFormat.Html,
            ".PNG" => PlotFormat.Png,
            _ => null,
        };

    /// <summary>Whether words name a model; whether there is one is found out later.</summary>
    public static bool NamesModel(string words) => ReplayModel.Kind(words) is not null;
}
