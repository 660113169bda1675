using Apache.Arrow;
using Streaming.Cli.Commands.Export;
using Streaming.Topology;

namespace Streaming.Cli.Exporting;

/// <summary>Writes a table to a file, batch by batch.</summary>
internal abstract class TableWriter : IAsyncDisposable
{
    /// <exception cref="StreamingException">The file cannot be made.</exception>
    public static TableWriter Create(ExportFormat format, string path, Schema schema)
    {
        try
        {
            return format switch
            {
                ExportFormat.Csv => new CsvTableWriter(path, schema),
                ExportFormat.Parquet => new ParquetTableWriter(path, schema),
                _ => new ArrowTableWriter(path, schema),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{path} cannot be written: {e.Message}", e);
        }
    }

    public abstract Task WriteAsync(RecordBatch batch, CancellationToken stop);

    /// <summary>Writes what belongs at the end.</summary>
    public abstract Task CompleteAsync(CancellationToken stop);

    public abstract ValueTask DisposeAsync();
}
