namespace Streaming.Application.Exporting;

/// <summary>How an export is written.</summary>
public enum ExportFormat
{
    /// <summary>Comma-separated text with a header line.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>An Apache Arrow IPC file.</summary>
    Arrow,
}
