using System.Globalization;
using System.Security.Cryptography;

namespace Streaming.Lineage;

/// <summary>
/// Names a stored snapshot of state: the batch after which it was taken, and the SHA-256 of its bytes. It travels in the header
/// of that batch and of every later one until the next snapshot, so that the last batch alone tells where to restore from, and
/// the hash chain vouches for the bytes.
/// </summary>
public sealed record SnapshotReference(long Version, string Hash)
{
    /// <summary>Key among <see cref="BatchHeader.Extra"/>.</summary>
    public const string Key = "snapshot";

    public static SnapshotReference To(long version, ReadOnlySpan<byte> bytes) => new(version, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>The newest snapshot as of a batch; null where there is none.</summary>
    public static SnapshotReference? Of(BatchHeader? header) =>
        header is not null && header.Extra.TryGetValue(Key, out var text) ? Parse(text) : null;

    public bool Matches(ReadOnlySpan<byte> bytes) => To(Version, bytes) == this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}:{Hash}");

    static SnapshotReference? Parse(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new SnapshotReference(version, text[(colon + 1)..])
            : null;
    }
}
