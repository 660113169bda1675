namespace Streaming.Application.Exporting;

/// <summary>How an export is written.</summary>
public enum ExportFormat
{
    Csv,
    Parquet,
    Arrow,
}
