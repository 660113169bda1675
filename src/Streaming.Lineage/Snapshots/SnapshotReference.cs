using System.Security.Cryptography;

namespace Streaming.Lineage.Snapshots;

/// <summary>
/// Names a stored snapshot of state: the batch after which it was taken, and the SHA-256 of its bytes. It travels in the header
/// of that batch and of every later one until the next snapshot, so that the last batch alone tells where to restore from, and
/// the hash chain vouches for the bytes.
/// </summary>
public sealed record SnapshotReference(long Version, string Hash)
{
    /// <summary>Names these bytes.</summary>
    public static SnapshotReference To(long version, ReadOnlySpan<byte> bytes) =>
        new(version, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Whether these are the bytes it names.</summary>
    public bool Matches(ReadOnlySpan<byte> bytes) => To(Version, bytes) == this;
}
