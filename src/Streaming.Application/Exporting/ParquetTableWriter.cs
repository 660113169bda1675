using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Streaming.Application.Exporting;

/// <summary>A Parquet file, zstd-compressed; Arrow's types are kept in its metadata.</summary>
sealed class ParquetTableWriter : TableWriter
{
    const long RowsPerGroup = 256 * 1024;

    readonly FileWriter _writer;

    public ParquetTableWriter(Stream stream, Schema schema)
    {
        using var properties = new WriterPropertiesBuilder().Compression(Compression.Zstd).MaxRowGroupLength(RowsPerGroup).Build();
        using var arrow = new ArrowWriterPropertiesBuilder().StoreSchema().Build();
        _writer = new FileWriter(stream, schema, properties, arrow, leaveOpen: false);
    }

    public override Task WriteAsync(RecordBatch batch, CancellationToken stop)
    {
        // Buffered: row groups are full ones, however small the batches.
        _writer.WriteBufferedRecordBatch(batch);
        return Task.CompletedTask;
    }

    public override Task CompleteAsync(CancellationToken stop)
    {
        _writer.Close();
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }
}
