using System.Buffers;
using Apache.Arrow;
using K4os.Compression.LZ4;
using Streaming.Events.Ipc;

namespace Streaming.Lineage.Format;

/// <summary>One section, encoded into a rented buffer.</summary>
sealed class EncodedSection : IDisposable
{
    /// <summary>Reused per thread: the uncompressed Arrow stream is needed only while it is compressed.</summary>
    [ThreadStatic]
    static ArrayBufferWriter<byte>? _scratch;

    readonly byte[] _rented;
    readonly string _name;
    readonly SectionFlags _flags;
    readonly int _decodedLength;
    readonly int[] _positions;

    EncodedSection(string name, SectionFlags flags, int decodedLength, int[] positions, byte[] rented, int length)
    {
        (_name, _flags, _decodedLength, _positions, _rented, Length) = (name, flags, decodedLength, positions, rented, length);
    }

    public int Length { get; }

    public ReadOnlySpan<byte> Bytes => _rented.AsSpan(0, Length);

    public static EncodedSection Of(string name, RecordBatch batch, SectionFlags flags, int[] positions)
    {
        var stream = _scratch ??= new ArrayBufferWriter<byte>();
        stream.ResetWrittenCount();
        ArrowIpc.Write(batch, stream);
        var raw = stream.WrittenSpan;
        var rented = ArrayPool<byte>.Shared.Rent(LZ4Codec.MaximumOutputSize(raw.Length));
        var length = LZ4Codec.Encode(raw, rented, LZ4Level.L00_FAST);
        if (length > 0 && length < raw.Length)
            return new EncodedSection(name, flags | SectionFlags.Lz4, raw.Length, positions, rented, length);
        raw.CopyTo(rented);
        return new EncodedSection(name, flags, raw.Length, positions, rented, raw.Length);
    }

    public void WriteEntry(ByteWriter to)
    {
        to.Byte((byte)_flags);
        to.Text(_name);
        to.Unsigned((ulong)_decodedLength);
        to.Unsigned((ulong)Length);
        if (!_flags.HasFlag(SectionFlags.Personal))
            return;
        to.Unsigned((ulong)_positions.Length);
        foreach (var position in _positions)
            to.Unsigned((ulong)position);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
