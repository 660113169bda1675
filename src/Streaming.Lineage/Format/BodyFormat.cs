namespace Streaming.Lineage;

/// <summary>
/// Layout of a body, format version 2 (integers are LEB128, texts UTF-8 behind their length):
/// magic "SLNB", version byte, header length, header, section count, sections' directory, sections' bytes to the end.
/// A directory entry: flags, table name, decoded length, stored length, and for a personal section the positions of its columns.
/// A section is an Arrow IPC stream of one record batch, LZ4 block compressed where that makes it smaller.
/// Version 1 is the same with a shorter header (see <see cref="HeaderCodec"/>); it is read and no longer written.
/// </summary>
static class BodyFormat
{
    public const byte Version = 2;
    public const byte OldestVersion = 1;

    public static ReadOnlySpan<byte> Magic => "SLNB"u8;
}

[Flags]
enum SectionFlags : byte
{
    None = 0,
    Lz4 = 1,

    /// <summary>The personal columns of the table of that name, apart, so that they can be encrypted apart.</summary>
    Personal = 2,
}

/// <summary>A directory entry: where a section lies in the body.</summary>
readonly record struct Section(SectionFlags Flags, string Name, int DecodedLength, int[] Positions, int Start, int Length)
{
    public bool IsPersonal => Flags.HasFlag(SectionFlags.Personal);
}
