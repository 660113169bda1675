using System.Buffers.Binary;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Array = System.Array;

namespace Streaming.Events.Ipc.Reading;

/// <summary>The buffers of a message's body in order, decompressed where they are compressed.</summary>
internal sealed class BodyBuffers : IDisposable
{
    private const int StructBytes = 16;

    // LZ4 stores no more than 255 bytes in one byte; what claims more is no LZ4.
    private const long MostExpansion = 255;

    private static readonly CompressionCodecFactory Codecs = new();

    private readonly ReadOnlyMemory<byte> _body;
    private readonly (long Offset, long Length)[] _places;
    private readonly ICompressionCodec? _codec;
    private int _next;

    public BodyBuffers(FlatTable header, ReadOnlyMemory<byte> body)
    {
        _body = body;
        var structs = header.Vector(2, StructBytes, out var count);
        _places = new (long, long)[count];
        for (var i = 0; i < count; i++)
        {
            var place = structs[(i * StructBytes)..];
            _places[i] = (BinaryPrimitives.ReadInt64LittleEndian(place), BinaryPrimitives.ReadInt64LittleEndian(place[8..]));
        }
        if (header.Has(3))
            _codec = Codec(header.Table(3));
    }

    public ReadOnlyMemory<byte> Next(string column)
    {
        if (_next >= _places.Length)
            throw new ArrowIpcException($"column {column} has no buffers.");
        var (offset, length) = _places[_next++];
        if (offset < 0 || length < 0 || offset > _body.Length - length)
            throw new ArrowIpcException($"a buffer of column {column} lies outside the message.");
        var buffer = _body.Slice((int)offset, (int)length);
        return _codec is null || buffer.IsEmpty ? buffer : Decompress(column, buffer);
    }

    public void RequireEnd()
    {
        if (_next != _places.Length)
            throw new ArrowIpcException($"it has {_places.Length} buffers where its columns need {_next}.");
    }

    public void Dispose() => _codec?.Dispose();

    private ReadOnlyMemory<byte> Decompress(string column, ReadOnlyMemory<byte> buffer)
    {
        if (buffer.Length < sizeof(long))
            throw new ArrowIpcException($"a buffer of column {column} is cut off.");
        var length = BinaryPrimitives.ReadInt64LittleEndian(buffer.Span);
        var compressed = buffer[sizeof(long)..];
        // -1: left as it was, because compression would not have made it smaller.
        if (length == -1)
            return compressed;
        if (length < 0 || length > Math.Min(compressed.Length * MostExpansion, Array.MaxLength))
            throw new ArrowIpcException($"a buffer of column {column} claims {length} bytes.");
        var result = new byte[length];
        try
        {
            if (_codec!.Decompress(compressed, result) == length)
                return result;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ArrowIpcException($"a buffer of column {column} cannot be decompressed.", e);
        }
        throw new ArrowIpcException($"a buffer of column {column} is shorter than it claims.");
    }

    private static ICompressionCodec Codec(FlatTable compression)
    {
        if (compression.Byte(0) != 0 || compression.Byte(1) != 0)
            throw new ArrowIpcException("it is compressed by another method than LZ4.");
        return Codecs.CreateCodec(CompressionCodecType.Lz4Frame);
    }
}
