namespace Streaming.Features.Snapshots;

/// <summary>
/// Layout of a snapshot, format version 1 (integers little endian, or LEB128 where called short):
/// magic "SFST", version byte, fingerprint of the definitions (32 bytes), length of the contents (int64), the contents as one
/// LZ4 block. Contents: the clock (int64); then for each key field the short number of keys, and for each key its short
/// length, its bytes, and for each log the short number of entries: the first one's time (int64), the others' distance to the
/// one before (short), and after each time the entry's other words (int64 each).
/// Running aggregates are not in it: they are exact functions of the entries and are made again from them.
/// </summary>
static class SnapshotFormat
{
    public const byte Version = 1;
    public const int FingerprintSize = 32;
    public const int HeaderSize = 4 + 1 + FingerprintSize + sizeof(long);

    /// <summary>LZ4 cannot expand by more than this: what claims to is damaged, and is not given the memory.</summary>
    public const long MostExpansion = 255;

    public static ReadOnlySpan<byte> Magic => "SFST"u8;
}
