using Streaming.Topology;

namespace Streaming.Publishing.Files;

/// <summary>Formats that are recognised only to say what to do about them.</summary>
static class ForeignFormat
{
    static readonly (byte[] Magic, string Name, string Advice, Cure? Cure)[] All =
    [
        ([.. "PK\u0003\u0004"u8], "a zip archive (an Excel file is one too)", "Unpack it, or save the sheet as CSV.", null),
        ([0x28, 0xb5, 0x2f, 0xfd], "packed with zstd", "Unpack it.", Cure.Unpack("zstd -dc")),
        ([.. "BZh"u8], "packed with bzip2", "Unpack it.", Cure.Unpack("bzip2 -dc")),
        ([0xfd, .. "7zXZ"u8, 0], "packed with xz", "Unpack it.", Cure.Unpack("xz -dc")),
        ([.. "PAR1"u8], "a Parquet file", "Write it as CSV or JSON lines.", null),
        ([.. "ARROW1"u8], "an Arrow file", "Write it as CSV or JSON lines.", null),
        ([.. "Obj\u0001"u8], "an Avro file", "Write it as CSV or JSON lines.", null),
        ([.. "SQLite format 3"u8], "an SQLite database", "Write the table as CSV.", null),
    ];

    /// <exception cref="StreamingException">The file begins like one of these.</exception>
    public static void Refuse(string file, ReadOnlySpan<byte> head)
    {
        foreach (var (magic, name, advice, cure) in All)
        {
            if (head.StartsWith(magic))
            {
                throw new StreamingException($"{file} is {name}; events come from CSV or JSON, plain or packed with gzip. {advice}")
                {
                    Cure = cure,
                };
            }
        }
    }
}
