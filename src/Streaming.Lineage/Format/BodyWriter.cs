using Apache.Arrow;
using Streaming.Events.Ipc;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Format;

/// <summary>Encodes header and tables as <see cref="BodyFormat"/> says.</summary>
static class BodyWriter
{
    /// <param name="header">Complete header.</param>
    /// <param name="tables">In the order in which they are stored.</param>
    /// <param name="prefix">Bytes to leave free before the body.</param>
    public static byte[] Write(BatchHeader header, IReadOnlyList<LineageTable> tables, int prefix)
    {
        var headerBytes = new FieldWriter();
        HeaderCodec.Write(headerBytes, header);
        var sections = new List<EncodedSection>(tables.Count * 2);
        try
        {
            foreach (var table in tables)
                Encode(table, sections);

            var start = new ByteWriter();
            start.Bytes(BodyFormat.Magic);
            start.Byte(BodyFormat.Version);
            start.Unsigned((ulong)headerBytes.Written.Length);
            start.Bytes(headerBytes.Written);
            start.Unsigned((ulong)sections.Count);
            var entry = new ByteWriter();
            foreach (var section in sections)
            {
                entry.Clear();
                section.WriteEntry(entry);
                start.Unsigned((ulong)entry.Written.Length);
                start.Bytes(entry.Written);
            }

            return Join(prefix, start.Written, sections);
        }
        finally
        {
            foreach (var section in sections)
                section.Dispose();
        }
    }

    static byte[] Join(int prefix, ReadOnlySpan<byte> start, List<EncodedSection> sections)
    {
        var stored = GC.AllocateUninitializedArray<byte>(checked(prefix + start.Length + sections.Sum(s => s.Length)));
        start.CopyTo(stored.AsSpan(prefix));
        var at = prefix + start.Length;
        foreach (var section in sections)
        {
            section.Bytes.CopyTo(stored.AsSpan(at));
            at += section.Length;
        }

        return stored;
    }

    static void Encode(LineageTable table, List<EncodedSection> sections)
    {
        var fields = table.Batch.Schema.FieldsList;
        if (fields.FirstOrDefault(f => !ArrowIpc.Holds(f.DataType)) is { } odd)
        {
            throw new NotSupportedException(
                $"Column {odd.Name} of table {table.Name} is of type {odd.DataType.Name}, which lineage does not store."
            );
        }

        var personal = Enumerable.Range(0, fields.Count).Where(i => table.Personal.Contains(fields[i].Name)).ToArray();
        if (personal.Length == 0)
        {
            sections.Add(EncodedSection.Of(table.Name, table.Batch, SectionFlags.None, []));
            return;
        }

        var open = Enumerable.Range(0, fields.Count).Except(personal).ToArray();
        sections.Add(EncodedSection.Of(table.Name, Columns(table.Batch, open), SectionFlags.None, []));
        sections.Add(EncodedSection.Of(table.Name, Columns(table.Batch, personal), SectionFlags.Personal, personal));
    }

    static RecordBatch Columns(RecordBatch batch, int[] positions) =>
        new(new Schema(positions.Select(batch.Schema.GetFieldByIndex), metadata: null), positions.Select(batch.Column), batch.Length);
}
