using System.Text;
using Streaming.Topology;
using Streaming.Topology.Model;
using Sylvan.Data.Csv;

namespace Streaming.Cli.Publishing.Rows;

/// <summary>A CSV file with a header line. Separators (comma, semicolon, tab, bar) are recognised.</summary>
public sealed class CsvRows : RowReader
{
    const int LargestRow = 32 << 20;

    readonly CsvDataReader _csv;
    readonly IReadOnlyList<FieldModel> _fields;
    readonly int[] _columnOfSlot;
    readonly (int Column, byte[] Member)[] _others;

    /// <param name="stream">UTF-8 text; disposed with the reader.</param>
    /// <param name="names">Which columns are wanted.</param>
    /// <param name="others">Columns of no field are wanted too.</param>
    public CsvRows(Stream stream, FieldNames names, bool others)
    {
        try
        {
            _csv = CsvDataReader.Create(new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16), new CsvDataReaderOptions
            {
                BufferSize = 1 << 16,
                MaxBufferSize = LargestRow,
                CsvStyle = CsvStyle.Lax,
                ResultSetMode = ResultSetMode.SingleResult,
            });
        }
        catch (CsvFormatException e)
        {
            throw Broken(e);
        }

        _fields = names.Fields;
        _columnOfSlot = [.. Enumerable.Repeat(-1, names.Fields.Count)];
        var unknown = new List<(int, byte[])>();
        for (var column = 0; column < _csv.FieldCount; column++)
        {
            var name = _csv.GetName(column);
            var slot = names.SlotOfColumn(name);
            if (slot >= 0) _columnOfSlot[slot] = column;
            else if (others && name.Length > 0) unknown.Add((column, EventEncoder.Member(name)));
        }

        _others = [.. unknown];
    }

    /// <summary>Whether the file has a column for a field.</summary>
    public bool Has(int slot) => _columnOfSlot[slot] >= 0;

    public override bool Next()
    {
        try
        {
            if (!_csv.Read()) return false;
        }
        catch (Exception e) when (e is CsvFormatException or CsvRecordTooLargeException)
        {
            throw Broken(e);
        }

        Row++;
        return true;
    }

    public override bool TryText(int slot, ByteText into)
    {
        var text = Text(slot);
        if (text.IsEmpty) return false;
        into.Add(text);
        return true;
    }

    public override bool TryJson(int slot, ByteText into)
    {
        if (_columnOfSlot[slot] < 0 || _columnOfSlot[slot] >= _csv.RowFieldCount) return false;
        CsvValue.Write(Text(slot), _fields[slot], into);
        return true;
    }

    public override void AddOthers(ByteText into)
    {
        foreach (var (column, member) in _others)
        {
            if (column >= _csv.RowFieldCount) continue;
            into.AddMember(member);
            into.AddJsonString(_csv.GetFieldSpan(column));
        }
    }

    public override bool TryVerbatim(IReadOnlyList<int> withheld, out ReadOnlySpan<byte> json)
    {
        json = default;
        return false;
    }

    protected override void Dispose(bool disposing) => _csv.Dispose();

    ReadOnlySpan<char> Text(int slot)
    {
        var column = _columnOfSlot[slot];
        return column < 0 || column >= _csv.RowFieldCount ? default : _csv.GetFieldSpan(column);
    }

    StreamingException Broken(Exception fault) =>
        new($"after row {Row} the file is no CSV any more: {fault.Message} Mend the row, or publish the rows before it with --limit {Row}.", fault);
}
