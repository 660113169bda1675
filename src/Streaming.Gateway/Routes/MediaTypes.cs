using Streaming.Application.Exporting;

namespace Streaming.Gateway.Routes;

/// <summary>What files are called on their way.</summary>
static class MediaTypes
{
    /// <summary>A table as text.</summary>
    public const string Csv = "text/csv";

    /// <summary>Objects.</summary>
    public const string Json = "application/json";

    /// <summary>Of a table.</summary>
    public static string Of(ExportFormat format) =>
        format switch
        {
            ExportFormat.Csv => $"{Csv}; charset=utf-8",
            ExportFormat.Parquet => "application/vnd.apache.parquet",
            // The random access format, and not the one for streams: its batches stand in a table at the end.
            _ => "application/vnd.apache.arrow.file",
        };
}
