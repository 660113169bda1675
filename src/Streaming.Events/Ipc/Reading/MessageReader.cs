using System.Buffers.Binary;

namespace Streaming.Events.Ipc.Reading;

enum MessageKind : byte
{
    Schema = 1,
    RecordBatch = 3,
}

/// <summary>Steps through the encapsulated messages of an IPC stream.</summary>
ref struct MessageReader(ReadOnlyMemory<byte> stream)
{
    const uint Continuation = 0xFFFFFFFF;
    const int Version5 = 4;

    ReadOnlyMemory<byte> _rest = stream;

    public MessageKind Kind { get; private set; }

    /// <summary>The whole message's FlatBuffer.</summary>
    public ReadOnlySpan<byte> Metadata { get; private set; }

    /// <summary>The table of what the message is.</summary>
    public readonly FlatTable Header => FlatTable.Root(Metadata).Table(2);

    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>False at the end of the stream.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var span = _rest.Span;
        if (span.Length < 8 || BinaryPrimitives.ReadUInt32LittleEndian(span) != Continuation)
            throw new ArrowIpcException("it is not an Arrow IPC stream");
        var length = BinaryPrimitives.ReadInt32LittleEndian(span[4..]);
        if (length == 0)
            return false;
        if (length < 0 || length > span.Length - 8)
            throw new ArrowIpcException("a message is cut off");
        Metadata = span.Slice(8, length);
        var message = FlatTable.Root(Metadata);
        if (message.Int16(0) != Version5)
            throw new ArrowIpcException("it was written in an unknown version of the format");
        Kind = (MessageKind)message.Byte(1);
        var body = message.Int64(3);
        if (body < 0 || body > span.Length - 8 - length)
            throw new ArrowIpcException("a message's body is cut off");
        Body = _rest.Slice(8 + length, (int)body);
        _rest = _rest[(8 + length + (int)body)..];
        return true;
    }
}
