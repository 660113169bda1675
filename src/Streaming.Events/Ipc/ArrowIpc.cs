using System.Buffers;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace Streaming.Events.Ipc;

public enum IpcCompression
{
    None,

    /// <summary>Each buffer as one LZ4 frame.</summary>
    Lz4,
}

/// <summary>One record batch as a self-contained Arrow IPC stream (schema, batch, end), and back.</summary>
public static class ArrowIpc
{
    private static readonly CompressionCodecFactory Codecs = new();

    public static byte[] Write(RecordBatch batch, IpcCompression compression = IpcCompression.None)
    {
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true, Options(compression)))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }
        return stream.ToArray();
    }

    public static void Write(RecordBatch batch, IBufferWriter<byte> output, IpcCompression compression = IpcCompression.None) =>
        output.Write(Write(batch, compression));

    /// <summary>The batch's columns point into <paramref name="bytes"/> where they are not compressed.</summary>
    /// <exception cref="ArrowIpcException">The bytes are not a valid stream of one batch of columns that rows use.</exception>
    public static RecordBatch Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var reader = new ArrowStreamReader(bytes, Codecs);
            return reader.ReadNextRecordBatch() ?? throw new ArrowIpcException("it holds no record batch.");
        }
        catch (Exception e) when (e is not (ArrowIpcException or OutOfMemoryException))
        {
            throw new ArrowIpcException(e.Message, e);
        }
    }

    private static IpcOptions Options(IpcCompression compression) =>
        compression == IpcCompression.Lz4
            ? new IpcOptions { CompressionCodec = CompressionCodecType.Lz4Frame, CompressionCodecFactory = Codecs }
            : new IpcOptions();
}
