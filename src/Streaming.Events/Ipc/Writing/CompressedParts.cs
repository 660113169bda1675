using System.Buffers;
using System.Buffers.Binary;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace Streaming.Events.Ipc.Writing;

/// <summary>Body parts as LZ4 frames behind their length; those that would not get smaller stay as they are.</summary>
internal sealed class CompressedParts : IDisposable
{
    private const long NotCompressed = -1;

    private static readonly CompressionCodecFactory Codecs = new();

    private readonly MemoryStream _stream = new();
    private readonly BodyPart[] _parts;

    private CompressedParts(ReadOnlySpan<BodyPart> parts)
    {
        var ends = new int[parts.Length];
        using (var codec = Codecs.CreateCodec(CompressionCodecType.Lz4Frame))
        {
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i].Length > 0)
                    Write(codec, parts[i]);
                ends[i] = (int)_stream.Position;
            }
        }
        var all = _stream.GetBuffer();
        _parts = new BodyPart[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var start = i == 0 ? 0 : ends[i - 1];
            _parts[i] = new BodyPart(all.AsMemory(start, ends[i] - start), ends[i] - start, PartKind.Copy);
        }
    }

    public ReadOnlySpan<BodyPart> Parts => _parts;

    public static CompressedParts Of(ReadOnlySpan<BodyPart> parts) => new(parts);

    public void Dispose() => _stream.Dispose();

    private void Write(ICompressionCodec codec, BodyPart part)
    {
        var plain = ArrayPool<byte>.Shared.Rent(part.Length);
        part.CopyTo(plain.AsSpan(0, part.Length));
        var start = _stream.Position;
        WriteLength(part.Length);
        codec.Compress(plain.AsMemory(0, part.Length), _stream);
        if (_stream.Position - start - sizeof(long) >= part.Length)
        {
            _stream.SetLength(start);
            _stream.Position = start;
            WriteLength(NotCompressed);
            _stream.Write(plain, 0, part.Length);
        }
        ArrayPool<byte>.Shared.Return(plain);
    }

    private void WriteLength(long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        _stream.Write(bytes);
    }
}
