using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Streaming.Application.Exporting;

/// <summary>An Arrow IPC file (the random access format), uncompressed.</summary>
sealed class ArrowTableWriter(Stream stream, Schema schema) : TableWriter
{
    readonly ArrowFileWriter _writer = new(stream, schema, leaveOpen: false);

    public override Task WriteAsync(RecordBatch batch, CancellationToken stop) => _writer.WriteRecordBatchAsync(batch, stop);

    public override Task CompleteAsync(CancellationToken stop) => _writer.WriteEndAsync(stop);

    public override ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }
}
