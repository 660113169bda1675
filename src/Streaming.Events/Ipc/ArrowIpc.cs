using System.Buffers;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Ipc.Reading;
using Streaming.Events.Ipc.Writing;

namespace Streaming.Events.Ipc;

/// <summary>
/// One record batch as a self-contained Arrow IPC stream (schema, batch, end), and back. The format is Arrow's own and any Arrow
/// library reads it; the code is ours, since the library's reader trusts its input (it follows nested types without end and
/// allocates what the bytes ask for) and these bytes come from topics and databases.
/// </summary>
public static class ArrowIpc
{
    const int MostFixedBytes = 65_536;

    /// <summary>Whether columns of this type can be written, and so read.</summary>
    public static bool Holds(IArrowType type) =>
        type switch
        {
            Int32Type or Int64Type or UInt8Type or FloatType or DoubleType or BooleanType or StringType or BinaryType => true,
            TimestampType time => time.Unit == TimeUnit.Microsecond,
            FixedSizeBinaryType binary => binary.ByteWidth is > 0 and <= MostFixedBytes,
            _ => false,
        };

    /// <summary>
    /// The bytes that the Arrow library would write of a batch with rows and columns, without what it also copies: rows behind
    /// those of a slice, and the bits of a bitmap behind the last row.
    /// </summary>
    public static byte[] Write(RecordBatch batch)
    {
        var message = new BatchMessage(batch);
        var bytes = GC.AllocateUninitializedArray<byte>(message.Length);
        message.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Appends a batch as one record batch message.</summary>
    public static void Write(RecordBatch batch, IBufferWriter<byte> output)
    {
        var message = new BatchMessage(batch);
        message.CopyTo(output.GetSpan(message.Length)[..message.Length]);
        output.Advance(message.Length);
    }

    /// <summary>
    /// Reads what <see cref="Write(RecordBatch)"/> writes, and flat batches of other writers that are not compressed. Columns
    /// point into <paramref name="bytes"/>. Batches of the same columns share one schema instance.
    /// </summary>
    /// <exception cref="ArrowIpcException">The bytes are not a valid stream of one batch of columns that rows use.</exception>
    public static RecordBatch Read(ReadOnlyMemory<byte> bytes)
    {
        var messages = new MessageReader(bytes);
        if (!messages.Next() || messages.Kind != MessageKind.Schema)
            throw new ArrowIpcException("it does not begin with a schema");
        var schema = SchemaCache.Get(messages.Metadata);
        if (!messages.Next() || messages.Kind != MessageKind.RecordBatch)
            throw new ArrowIpcException("no record batch follows the schema");
        var batch = BatchReader.Read(schema, messages.Header, messages.Body);
        return messages.Next() ? throw new ArrowIpcException("more than one record batch follows the schema") : batch;
    }
}
