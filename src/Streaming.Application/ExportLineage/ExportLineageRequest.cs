using System.Text.Json.Serialization;
using Streaming.Application.Exporting;
using Streaming.Events.Time;

namespace Streaming.Application.ExportLineage;

/// <summary>What is wanted. Without a time, there is no bound.</summary>
public sealed record ExportLineageRequest : IWrittenRequest<ExportLineageRequest>
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>Where to; <c>-</c> where <see cref="Output"/> takes it.</summary>
    public required string File { get; init; }

    /// <summary>What kind of file is written.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>First event time.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which records are taken.</summary>
    public Timestamp? To { get; init; }

    /// <summary>By name, in this order; null: all but raw bytes.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Takes the export instead of a file; null: the file does.</summary>
    [JsonIgnore]
    public Func<Stream>? Output { get; init; }

    /// <inheritdoc/>
    public ExportLineageRequest Into(Func<Stream> output) => this with { File = "-", Output = output };

    /// <summary>The format a file's ending tells; null where it tells none.</summary>
    public static ExportFormat? FormatOf(string? file) =>
        Path.GetExtension(file)?.ToUpperInvariant() switch
        {
            ".CSV" => ExportFormat.Csv,
            ".PARQUET" => ExportFormat.Parquet,
            ".ARROW" => ExportFormat.Arrow,
            _ => null,
        };
}

/// <summary>An export that is whole.</summary>
public sealed record ExportedLineage(string File, ExportFormat Format, long Rows, long Bytes, double Seconds);
