using Streaming.Application.Exporting;

namespace Streaming.Cli.Commands.Export;

/// <summary>What the user wants exported. Times are microseconds; null: no bound.</summary>
internal sealed record ExportRequest
{
    public required string Topology { get; init; }
    public required string File { get; init; }
    public bool ToOutput => File == "-";
    public required ExportFormat Format { get; init; }
    public long? From { get; init; }
    public long? To { get; init; }

    /// <summary>Null: all but raw bytes.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The format a file's ending tells; null where it tells none.</summary>
    public static ExportFormat? FormatOf(string? file) => Path.GetExtension(file)?.ToUpperInvariant() switch
    {
        ".CSV" => ExportFormat.Csv,
        ".PARQUET" => ExportFormat.Parquet,
        ".ARROW" => ExportFormat.Arrow,
        _ => null,
    };
}
