using Confluent.Kafka;

namespace Streaming.Pipeline.Kafka;

/// <summary>Where the bytes of a key or value lie in a <see cref="ScratchArena"/>; length -1 is null.</summary>
readonly record struct Slice(int Start, int Length);

/// <summary>
/// Deserializer that copies the client's native span into a reused buffer and never throws, so that no record can stop a
/// partition inside the client. Cleared after each record by the one thread that consumes.
/// </summary>
sealed class ScratchArena : IDeserializer<Slice>
{
    byte[] _buffer = new byte[64 * 1024];
    int _used;

    public Slice Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull)
            return new Slice(_used, -1);
        if (_buffer.Length - _used < data.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + data.Length));
        data.CopyTo(_buffer.AsSpan(_used));
        var slice = new Slice(_used, data.Length);
        _used += data.Length;
        return slice;
    }

    public ReadOnlySpan<byte> Span(Slice slice) => _buffer.AsSpan(slice.Start, Math.Max(0, slice.Length));

    /// <summary>Forgets all slices; gives a buffer that one huge record has grown back to the collector.</summary>
    public void Clear()
    {
        _used = 0;
        if (_buffer.Length > 4 << 20)
            _buffer = new byte[64 * 1024];
    }
}
