namespace Streaming.Lineage.Format;

/// <summary>
/// Layout of a body, format version 4 (integers are LEB128, texts UTF-8 behind their length):
/// magic "SLNB", version byte, header length, header (see <see cref="HeaderCodec"/>), section count, sections' directory, sections' bytes
/// to the end. A directory entry, behind its length: flags, table name, decoded length, stored length, for a personal section the
/// positions of its columns, for an encrypted one the id of its key; what follows is of later releases and passed over.
/// A section is an Arrow IPC stream of one record batch, LZ4 block compressed where that makes it smaller.
/// Versions 1 and 2 have another header (see <see cref="OldHeaderReader"/>) and entries without their length; they are read and no longer
/// written. Version 3 was never written.
/// </summary>
static class BodyFormat
{
    public const byte Version = 4;

    /// <summary>Versions before, which are read.</summary>
    public static bool IsOld(byte version) => version is 1 or 2;

    public static ReadOnlySpan<byte> Magic => "SLNB"u8;
}

[Flags]
enum SectionFlags : byte
{
    None = 0,
    Lz4 = 1,

    /// <summary>The personal columns of the table of that name, apart, so that they can be encrypted apart.</summary>
    Personal = 2,

    /// <summary>Its stored bytes are encrypted under the key that its entry names. No release writes it yet; without the key it is not
    /// read.</summary>
    Encrypted = 4,

    /// <summary>Any other flag is of a later release, and changes what the bytes mean.</summary>
    All = Lz4 | Personal | Encrypted,
}

/// <summary>A directory entry: where a section lies in the body.</summary>
readonly record struct Section(SectionFlags Flags, string Name, int DecodedLength, int[] Positions, string? KeyId, int Start, int Length)
{
    public bool IsPersonal => Flags.HasFlag(SectionFlags.Personal);
}
