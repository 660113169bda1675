using System.Buffers;
using Apache.Arrow;
using Streaming.Events.Ipc.Reading;
using Streaming.Events.Ipc.Writing;

namespace Streaming.Events.Ipc;

public enum IpcCompression
{
    None,

    /// <summary>Each buffer as one LZ4 frame.</summary>
    Lz4,
}

/// <summary>
/// One record batch as a self-contained Arrow IPC stream (schema, batch, end), and back. The format is Arrow's own and any Arrow
/// library reads it; the code is ours, since the library's reader trusts its input (it follows nested types without end and
/// allocates what the bytes ask for) and these bytes come from topics and databases.
/// </summary>
public static class ArrowIpc
{
    public static byte[] Write(RecordBatch batch, IpcCompression compression = IpcCompression.None)
    {
        using var message = BatchMessage.Create(batch, compression);
        var bytes = GC.AllocateUninitializedArray<byte>(message.Length);
        message.CopyTo(bytes);
        return bytes;
    }

    public static void Write(RecordBatch batch, IBufferWriter<byte> output, IpcCompression compression = IpcCompression.None)
    {
        using var message = BatchMessage.Create(batch, compression);
        message.CopyTo(output.GetSpan(message.Length)[..message.Length]);
        output.Advance(message.Length);
    }

    /// <summary>
    /// Reads what <see cref="Write(RecordBatch, IpcCompression)"/> writes, and flat batches of other writers. Columns that are not
    /// compressed point into <paramref name="bytes"/>. Batches of the same columns share one schema instance.
    /// </summary>
    /// <exception cref="ArrowIpcException">The bytes are not a valid stream of one batch of columns that rows use.</exception>
    public static RecordBatch Read(ReadOnlyMemory<byte> bytes)
    {
        var messages = new MessageReader(bytes);
        if (!messages.Next() || messages.Kind != MessageKind.Schema)
            throw new ArrowIpcException("it does not begin with a schema.");
        var schema = SchemaCache.Get(messages.Metadata);
        if (!messages.Next() || messages.Kind != MessageKind.RecordBatch)
            throw new ArrowIpcException("no record batch follows the schema.");
        var batch = BatchReader.Read(schema, messages.Header, messages.Body);
        return messages.Next() ? throw new ArrowIpcException("more than one record batch follows the schema.") : batch;
    }
}
