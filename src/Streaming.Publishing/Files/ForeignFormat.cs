using Streaming.Topology;

namespace Streaming.Publishing.Files;

/// <summary>Formats that are recognised only to say what to do about them.</summary>
static class ForeignFormat
{
    static readonly (byte[] Magic, string Name, string Cure)[] All =
    [
        ([.. "PK\u0003\u0004"u8], "a zip archive (an Excel file is one too)", "Unpack it, or save the sheet as CSV."),
        ([0x28, 0xb5, 0x2f, 0xfd], "packed with zstd", "Unpack it: zstd -dc FILE | streaming publish … --file -"),
        ([.. "BZh"u8], "packed with bzip2", "Unpack it: bzip2 -dc FILE | streaming publish … --file -"),
        ([0xfd, .. "7zXZ"u8, 0], "packed with xz", "Unpack it: xz -dc FILE | streaming publish … --file -"),
        ([.. "PAR1"u8], "a Parquet file", "Write it as CSV or JSON lines."),
        ([.. "ARROW1"u8], "an Arrow file", "Write it as CSV or JSON lines."),
        ([.. "Obj\u0001"u8], "an Avro file", "Write it as CSV or JSON lines."),
        ([.. "SQLite format 3"u8], "an SQLite database", "Write the table as CSV."),
    ];

    /// <exception cref="StreamingException">The file begins like one of these.</exception>
    public static void Refuse(string file, ReadOnlySpan<byte> head)
    {
        foreach (var (magic, name, cure) in All)
        {
            if (head.StartsWith(magic))
                throw new StreamingException($"{file} is {name}; events come from CSV or JSON, plain or packed with gzip. {cure}");
        }
    }
}
