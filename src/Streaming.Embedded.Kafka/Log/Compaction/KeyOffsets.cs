using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>
/// At which offset each key of a stretch of a log was written last. Keys are held as the first half of their SHA-256, so that keys which
/// somebody chose cost no more than others and none is taken for another.
/// </summary>
sealed class KeyOffsets
{
    readonly Dictionary<UInt128, long> _offsets = [];

    public int Count => _offsets.Count;

    public void Add(ReadOnlySpan<byte> key, long offset) => _offsets[HashOf(key)] = offset;

    /// <summary>Whether a record of this key came after an offset.</summary>
    public bool HasNewer(ReadOnlySpan<byte> key, long offset) => _offsets.TryGetValue(HashOf(key), out var latest) && latest > offset;

    static UInt128 HashOf(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
