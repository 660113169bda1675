namespace Streaming.Cli.Commands.Replay;

/// <summary>How a what-if report is drawn.</summary>
internal enum PlotFormat
{
    Html,
    Png,
}

/// <summary>What the user wants replayed. Times are microseconds; null: no bound.</summary>
internal sealed record ReplayRequest
{
    public required string Topology { get; init; }
    public long? From { get; init; }
    public long? To { get; init; }

    /// <summary>Null: no what-if.</summary>
    public string? Model { get; init; }

    /// <summary>File to draw into; null: none.</summary>
    public string? Plot { get; init; }

    /// <summary>Topic to write predictions to; null: none.</summary>
    public string? ToTopic { get; init; }

    /// <summary>The format a file's ending tells; null where it tells none.</summary>
    public static PlotFormat? FormatOf(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".HTML" or ".HTM" => PlotFormat.Html,
        ".PNG" => PlotFormat.Png,
        _ => null,
    };
}
