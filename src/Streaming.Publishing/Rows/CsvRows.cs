using System.Globalization;
using System.Text;
using Streaming.Events.Text;
using Streaming.Topology;
using Streaming.Topology.Model;
using Sylvan.Data.Csv;

namespace Streaming.Publishing.Rows;

/// <summary>
/// A CSV file with a header line. Separators (comma, semicolon, tab, bar) are recognised. What a row says twice, too much or
/// not at all is an error that names it: which cell belongs to which column is not for us to guess.
/// </summary>
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
            _csv = CsvDataReader.Create(
                new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 16),
                new CsvDataReaderOptions
                {
                    BufferSize = 1 << 16,
                    MaxBufferSize = LargestRow,
                    ResultSetMode = ResultSetMode.SingleResult,
                }
            );
        }
        catch (Exception e) when (CsvFaults.Are(e))
        {
            throw Broken(e);
        }

        _fields = names.Fields;
        _columnOfSlot = [.. Enumerable.Repeat(-1, names.Fields.Count)];
        var unknown = new List<(int, byte[])>();
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var column = 0; column < _csv.FieldCount; column++)
        {
            var name = _csv.GetName(column);
            var slot = names.SlotOfColumn(name);
            if (slot < 0 && (!others || name.Length == 0))
                continue;
            if (!used.TryAdd(name, column))
                throw Doubled(name, used[name], column);
            if (slot >= 0)
                _columnOfSlot[slot] = column;
            else
                unknown.Add((column, EventEncoder.Member(name)));
        }

        _others = [.. unknown];
    }

    /// <summary>Whether the file has a column for a field.</summary>
    public bool Has(int slot) => _columnOfSlot[slot] >= 0;

    /// <inheritdoc/>
    public override bool Next()
    {
        try
        {
            do
            {
                if (!_csv.Read())
                    return false;
            } while (IsBlank());
        }
        catch (Exception e) when (CsvFaults.Are(e))
        {
            throw Broken(e);
        }

        CheckCells();
        Row++;
        return true;
    }

    /// <inheritdoc/>
    public override bool TryText(int slot, ByteText into)
    {
        var text = Text(slot);
        if (text.IsEmpty)
            return false;
        // The key of a record is the text of the value in it, and " 007" is 7 there.
        if (_fields[slot].Type is FieldType.Int or FieldType.Double or FieldType.Timestamp && NumberText.TryRead(text, out var number))
            number.Write(into);
        else
            into.Add(text);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryJson(int slot, ByteText into)
    {
        if (_columnOfSlot[slot] < 0 || _columnOfSlot[slot] >= _csv.RowFieldCount)
            return false;
        CsvValue.Write(Text(slot), _fields[slot], into);
        return true;
    }

    /// <inheritdoc/>
    public override void AddOthers(ByteText into)
    {
        foreach (var (column, member) in _others)
        {
            if (column >= _csv.RowFieldCount)
                continue;
            into.AddMember(member);
            into.AddJsonString(_csv.GetFieldSpan(column));
        }
    }

    /// <inheritdoc/>
    public override bool TryVerbatim(IReadOnlyList<int> withheld, out ReadOnlySpan<byte> json)
    {
        json = default;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _csv.Dispose();

    ReadOnlySpan<char> Text(int slot)
    {
        var column = _columnOfSlot[slot];
        return column < 0 || column >= _csv.RowFieldCount ? default : _csv.GetFieldSpan(column);
    }

    /// <summary>An empty line, as many files end with, is no row.</summary>
    bool IsBlank() => _csv.RowFieldCount == 1 && _csv.GetRawRecordSpan().Trim("\r\n").IsEmpty;

    void CheckCells()
    {
        var (cells, columns) = (_csv.RowFieldCount, _csv.FieldCount);
        if (cells < columns)
            throw Wrong($"has {cells:N0} cells and the header {columns:N0} columns: column {Name(cells)} is missing");
        for (var cell = columns; cell < cells; cell++)
        {
            // A separator at the end of a line says nothing.
            if (!_csv.GetFieldSpan(cell).IsEmpty)
            {
                throw Wrong(
                    $"has '{Printable.Text(_csv.GetFieldSpan(cell).ToString())}' in cell {cell + 1:N0}, beyond the header's last column, "
                        + $"{Name(columns - 1)}"
                );
            }
        }
    }

    string Name(int column) =>
        _csv.GetName(column) is { Length: > 0 } name ? $"'{name}'" : (column + 1).ToString(CultureInfo.InvariantCulture);

    StreamingException Wrong(string what) => new($"row {Row + 1} {what}. {Advice}") { Cure = RowsBefore };

    static StreamingException Doubled(string name, int first, int second) =>
        new($"the header has the column '{name}' twice, as columns {first + 1} and {second + 1}. Rename or remove one.");

    StreamingException Broken(Exception fault) =>
        new($"{Place(fault)} the file is no CSV any more: {CsvFaults.Words(fault, LargestRow)}. {Advice}", fault) { Cure = RowsBefore };

    string Place(Exception fault) =>
        fault is CsvFormatException { FieldOrdinal: >= 0 and var column }
            ? $"in row {Row + 1}, column {(column < Columns ? Name(column) : column + 1)},"
            : $"after row {Row}";

    int Columns => _csv is null ? 0 : _csv.FieldCount;

    string Advice => Row == 0 ? "Mend the file." : "Mend it there, or publish the rows before.";

    Cure? RowsBefore => Row == 0 ? null : Cure.LimitRows(Row);
}
