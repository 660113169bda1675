using Apache.Arrow;
using Streaming.Topology;

namespace Streaming.Application.Exporting;

/// <summary>Writes a table to a file, batch by batch.</summary>
abstract class TableWriter : IAsyncDisposable
{
    /// <exception cref="StreamingException">The file cannot be made.</exception>
    public static TableWriter Create(ExportFormat format, string path, Schema schema)
    {
        try
        {
            return Create(format, new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20), schema);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <param name="format">How.</param>
    /// <param name="stream">Where; disposed with the writer. It must know its position and need not seek.</param>
    /// <param name="schema">What.</param>
    public static TableWriter Create(ExportFormat format, Stream stream, Schema schema) =>
        format switch
        {
            ExportFormat.Csv => new CsvTableWriter(stream, schema),
            ExportFormat.Parquet => new ParquetTableWriter(stream, schema),
            _ => new ArrowTableWriter(stream, schema),
        };

    public abstract Task WriteAsync(RecordBatch batch, CancellationToken stop);

    /// <summary>Writes what belongs at the end.</summary>
    public abstract Task CompleteAsync(CancellationToken stop);

    public abstract ValueTask DisposeAsync();
}
