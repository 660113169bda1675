using System.Buffers.Binary;

namespace Streaming.Events.Ipc.Reading;

/// <summary>The buffers of a message's body in order.</summary>
sealed class BodyBuffers
{
    const int StructBytes = 16;

    readonly ReadOnlyMemory<byte> _body;
    readonly (long Offset, long Length)[] _places;
    int _next;

    public BodyBuffers(FlatTable header, ReadOnlyMemory<byte> body)
    {
        if (header.Has(3))
            throw new ArrowIpcException("it is compressed, which rows are not");
        _body = body;
        var structs = header.Vector(2, StructBytes, out var count);
        _places = new (long, long)[count];
        for (var i = 0; i < count; i++)
        {
            var place = structs[(i * StructBytes)..];
            _places[i] = (BinaryPrimitives.ReadInt64LittleEndian(place), BinaryPrimitives.ReadInt64LittleEndian(place[8..]));
        }
    }

    public ReadOnlyMemory<byte> Next(string column)
    {
        if (_next >= _places.Length)
            throw new ArrowIpcException($"column {column} has no buffers");
        var (offset, length) = _places[_next++];
        if (offset < 0 || length < 0 || offset > _body.Length - length)
            throw new ArrowIpcException($"a buffer of column {column} lies outside the message");
        return _body.Slice((int)offset, (int)length);
    }

    public void RequireEnd()
    {
        if (_next != _places.Length)
            throw new ArrowIpcException($"it has {_places.Length} buffers where its columns need {_next}");
    }
}
