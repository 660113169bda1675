using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Streaming.Features.Snapshots;

/// <summary>The state of an engine at one moment, copied out of it: the engine goes on while this is compressed and stored.</summary>
public sealed class FeatureSnapshot
{
    readonly byte[] _fingerprint;
    readonly StateWriter _contents;

    internal FeatureSnapshot(byte[] fingerprint, StateWriter contents, long entries)
    {
        _fingerprint = fingerprint;
        _contents = contents;
        Entries = entries;
    }

    /// <summary>Entries in it, over all keys and logs.</summary>
    public long Entries { get; }

    /// <summary>The form that is stored; see <see cref="FeatureEngine.Restore"/>.</summary>
    public byte[] ToBytes()
    {
        var contents = _contents.Written;
        var bytes = new byte[SnapshotFormat.HeaderSize + LZ4Codec.MaximumOutputSize(contents.Length)];
        SnapshotFormat.Magic.CopyTo(bytes);
        bytes[SnapshotFormat.Magic.Length] = SnapshotFormat.Version;
        _fingerprint.CopyTo(bytes, SnapshotFormat.Magic.Length + 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(SnapshotFormat.HeaderSize - sizeof(long)), contents.Length);
        var length = LZ4Codec.Encode(contents, bytes.AsSpan(SnapshotFormat.HeaderSize));
        return bytes[..(SnapshotFormat.HeaderSize + length)];
    }

    /// <summary>The contents of stored bytes.</summary>
    /// <exception cref="SnapshotException">They are damaged, or were made under other definitions.</exception>
    internal static byte[] Open(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> fingerprint)
    {
        var reader = new StateReader(bytes);
        if (!reader.Bytes(SnapshotFormat.Magic.Length).SequenceEqual(SnapshotFormat.Magic))
            throw new SnapshotException("it does not begin as a snapshot does");
        var version = reader.Bytes(1)[0];
        if (version != SnapshotFormat.Version)
            throw new SnapshotException($"its format version is {version}; this product reads version {SnapshotFormat.Version}");
        if (!reader.Bytes(SnapshotFormat.FingerprintSize).SequenceEqual(fingerprint))
            throw new SnapshotException("it was made under other definitions of the features");
        var length = reader.Long();
        if (length < 0 || length > (reader.Left * SnapshotFormat.MostExpansion) + 64 || length > Array.MaxLength)
            throw new SnapshotException("it claims more contents than there are");
        var contents = GC.AllocateUninitializedArray<byte>((int)length);
        return LZ4Codec.Decode(reader.Bytes(reader.Left), contents) == contents.Length
            ? contents
            : throw new SnapshotException("it cannot be decompressed");
    }
}
