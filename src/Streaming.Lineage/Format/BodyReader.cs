using Apache.Arrow;
using K4os.Compression.LZ4;
using Streaming.Events.Ipc;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Format;

/// <summary>Decodes what <see cref="BodyWriter"/> wrote. Any bytes at all give a result or a
/// <see cref="LineageCorruptException"/>.</summary>
static class BodyReader
{
    /// <summary>LZ4 cannot expand by more than this: what claims to is damaged, and is not given the memory.</summary>
    const int MaxLz4Ratio = 255;

    public static BatchHeader Header(ReadOnlyMemory<byte> body)
    {
        var header = body.Span[HeaderRange(body.Span, out var version)];
        if (!BodyFormat.IsOld(version))
            return HeaderCodec.Read(header);
        var old = new ByteReader(header);
        return OldHeaderReader.Read(ref old, version);
    }

    public static IReadOnlyList<string> TableNames(ReadOnlyMemory<byte> body) =>
        Directory(body.Span).Where(s => !s.IsPersonal).Select(s => s.Name).ToList();

    /// <summary>Null when there is no table of that name.</summary>
    public static RecordBatch? Table(ReadOnlyMemory<byte> body, string name)
    {
        RecordBatch? open = null;
        foreach (var section in Directory(body.Span))
        {
            if (!string.Equals(section.Name, name, StringComparison.Ordinal))
                continue;
            var batch = Decode(section, body.Slice(section.Start, section.Length));
            open = section.IsPersonal && open is not null ? Joined(open, batch, section.Positions) : batch;
        }

        // Without a column nothing bounds the number of rows that bytes may claim.
        if (open is { ColumnCount: 0, Length: > 0 })
            throw new LineageCorruptException($"its table '{name}' has rows without columns");
        return open;
    }

    static Range HeaderRange(ReadOnlySpan<byte> body, out byte version)
    {
        var reader = new ByteReader(body);
        if (!reader.Bytes(BodyFormat.Magic.Length).SequenceEqual(BodyFormat.Magic))
            throw new LineageCorruptException("it does not begin as a lineage body does");
        version = reader.Byte();
        if (version > BodyFormat.Version)
        {
            throw new LineageNewerException(
                $"its format version is {version}, which a later release wrote; this one reads versions 1, 2 and {BodyFormat.Version}. "
                    + "Use the release that wrote it, or a later one"
            );
        }

        if (version != BodyFormat.Version && !BodyFormat.IsOld(version))
            throw new LineageCorruptException($"its format version is {version}, which no release ever wrote");
        var length = reader.Count();
        return reader.Position..(reader.Position + length);
    }

    static List<Section> Directory(ReadOnlySpan<byte> body)
    {
        var directoryStart = HeaderRange(body, out var version).End.Value;
        var reader = new ByteReader(body[directoryStart..]);
        var sections = new List<Section>();
        var start = 0;
        for (var left = reader.Count(); left > 0; left--)
        {
            Section section;
            if (BodyFormat.IsOld(version))
            {
                section = Entry(ref reader, body.Length);
            }
            else
            {
                var entry = new ByteReader(reader.Bytes(reader.Count()));
                section = Entry(ref entry, body.Length);
            }

            sections.Add(section with { Start = start });
            start = checked(start + section.Length);
        }

        if (start != reader.Left)
            throw new LineageCorruptException("its tables do not end where it does");
        var dataStart = directoryStart + reader.Position;
        return sections.ConvertAll(s => s with { Start = s.Start + dataStart });
    }

    static Section Entry(ref ByteReader reader, int bodyLength)
    {
        var flags = (SectionFlags)reader.Byte();
        var name = reader.Text();
        if ((flags & ~SectionFlags.All) != SectionFlags.None)
        {
            throw new LineageNewerException(
                $"its table '{name}' is stored in a way ({flags & ~SectionFlags.All}) that this version does not know; use the release "
                    + "that wrote it, or a later one"
            );
        }

        var (decoded, stored) = (reader.Unsigned(), reader.Unsigned());
        if (stored > (ulong)bodyLength || decoded > stored * MaxLz4Ratio + 64 || decoded > int.MaxValue)
            throw new LineageCorruptException("a table in it claims more bytes than there are");
        var positions = flags.HasFlag(SectionFlags.Personal) ? Positions(ref reader) : [];
        var key = flags.HasFlag(SectionFlags.Encrypted) ? reader.Text() : null;
        return new Section(flags, name, (int)decoded, positions, key, Start: 0, (int)stored);
    }

    static int[] Positions(ref ByteReader reader)
    {
        var positions = new int[reader.Count()];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = (int)Math.Min(reader.Unsigned(), int.MaxValue);
            if (i > 0 && positions[i] <= positions[i - 1])
                throw new LineageCorruptException("the columns of a table in it are out of order");
        }

        return positions;
    }

    static RecordBatch Decode(Section section, ReadOnlyMemory<byte> stored)
    {
        if (section.Flags.HasFlag(SectionFlags.Encrypted))
        {
            throw new LineageNewerException(
                $"the personal columns of its table '{section.Name}' are encrypted under key '{section.KeyId}', and this version cannot "
                    + "use keys; use one that can"
            );
        }

        var arrow = stored;
        if (section.Flags.HasFlag(SectionFlags.Lz4))
        {
            var decoded = GC.AllocateUninitializedArray<byte>(section.DecodedLength);
            if (LZ4Codec.Decode(stored.Span, decoded) != decoded.Length)
                throw new LineageCorruptException($"its table '{section.Name}' cannot be decompressed");
            arrow = decoded;
        }

        try
        {
            return ArrowIpc.Read(arrow);
        }
        catch (ArrowIpcException e)
        {
            throw new LineageCorruptException($"its table '{section.Name}' cannot be read: {e.Reason}", e);
        }
    }

    static RecordBatch Joined(RecordBatch open, RecordBatch personal, int[] positions)
    {
        var count = open.ColumnCount + personal.ColumnCount;
        if (open.Length != personal.Length || positions.Length != personal.ColumnCount || (positions.Length > 0 && positions[^1] >= count))
            throw new LineageCorruptException("its personal columns do not fit their table");
        var fields = new Field[count];
        var columns = new IArrowArray[count];
        var (fromOpen, fromPersonal) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var isPersonal = fromPersonal < positions.Length && positions[fromPersonal] == i;
            var (source, column) = isPersonal ? (personal, fromPersonal++) : (open, fromOpen++);
            fields[i] = source.Schema.GetFieldByIndex(column);
            columns[i] = source.Column(column);
        }

        return new RecordBatch(new Schema(fields, open.Schema.Metadata), columns, open.Length);
    }
}
