using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Streaming.Cli.Exporting;

/// <summary>An Arrow IPC file (the random access format), uncompressed.</summary>
internal sealed class ArrowTableWriter(string path, Schema schema) : TableWriter
{
    readonly ArrowFileWriter _writer = new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20), schema, leaveOpen: false);

    public override Task WriteAsync(RecordBatch batch, CancellationToken stop) => _writer.WriteRecordBatchAsync(batch, stop);

    public override Task CompleteAsync(CancellationToken stop) => _writer.WriteEndAsync(stop);

    public override ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }
}
