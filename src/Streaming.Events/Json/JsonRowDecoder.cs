using System.Text.Unicode;
using Streaming.Events.Formats;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Events.Json;

/// <summary>
/// Decodes record values, each one JSON object, into the field columns of a <see cref="RowBuilder"/>. A record either fills
/// every field column by one row or none. No exceptions, and no allocation for a record that decodes. What is wrong with
/// the text as a whole (UTF-8, JSON, nesting) is reported before what is wrong with a field. Not thread safe.
/// </summary>
public sealed class JsonRowDecoder : IRowDecoder
{
    /// <summary>Containers inside each other, the record itself counted.</summary>
    public const int DefaultMaxDepth = 32;

    readonly RowBuilder _rows;
    readonly FieldTable _table;
    readonly FieldReader _reader = new();
    readonly UnknownFields _policy;
    readonly UnknownMembers _unknown = new();
    readonly BytesColumnBuilder? _unknownColumn;
    readonly int _idIndex;
    readonly int _maxDepth;
    byte[] _nameScratch = [];
    int _next;
    RowFault? _fieldFault;
    (int Start, int Length) _idToken;

    /// <param name="schema">What to decode to.</param>
    /// <param name="rows">Where to; its columns are those of <paramref name="schema"/>.</param>
    /// <param name="policy">What happens to members that are no field.</param>
    /// <param name="idField">The field whose text <see cref="TryGetEventId"/> gives for a record that failed.</param>
    public JsonRowDecoder(
        RowSchema schema,
        RowBuilder rows,
        UnknownFields policy = UnknownFields.Ignore,
        string? idField = null,
        int maxDepth = DefaultMaxDepth
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxDepth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDepth, 64);
        _rows = rows;
        _policy = policy;
        _maxDepth = maxDepth;
        _table = new FieldTable([.. schema.Fields.Select((f, i) => new FieldSlot(f, rows[RowSchema.SystemCount + i]))]);
        _idIndex = schema.Fields.ToList().FindIndex(f => f.Name == idField);
        _unknownColumn = schema.KeepsUnknown ? rows.Bytes(RowSchema.UnknownColumn) : null;
    }

    /// <summary>True: one row was appended to every field column. False: nothing was, and the fault says why.</summary>
    public bool TryDecode(ReadOnlySpan<byte> value, out RowFault fault)
    {
        _fieldFault = null;
        _idToken = default;
        _next = 0;
        if (_policy == UnknownFields.Keep)
            _unknown.Clear();
        if (!Utf8.IsValid(value))
        {
            fault = new RowFault(ReasonCode.InvalidUtf8, null, "The value is not valid UTF-8.");
            return false;
        }
        var scanner = new JsonScanner(value, _maxDepth);
        if (!ReadRecord(ref scanner))
            fault = scanner.Fault;
        else if (_fieldFault is null && CompleteRow())
            fault = default;
        else
            fault = _fieldFault!.Value;
        if (fault.Detail is null)
            return true;
        _rows.RollbackRow();
        return false;
    }

    /// <summary>
    /// The text of the id field of the record decoded last, also where decoding failed behind or in another field.
    /// <paramref name="value"/> must be that record.
    /// </summary>
    public string? TryGetEventId(ReadOnlySpan<byte> value)
    {
        if (_idToken.Length == 0)
            return null;
        var token = value.Slice(_idToken.Start, _idToken.Length);
        if (token[0] != '"')
            return token[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9') ? System.Text.Encoding.ASCII.GetString(token) : null;
        var text = new byte[token.Length];
        var written = JsonStrings.Unescape(token[1..^1], text);
        return written < 0 ? null : System.Text.Encoding.UTF8.GetString(text, 0, written);
    }

    bool ReadRecord(ref JsonScanner scanner)
    {
        // A byte order mark is no part of the text.
        if (scanner.Data.StartsWith("\uFEFF"u8))
            scanner.Position = 3;
        scanner.SkipWhitespace();
        if (scanner.Current != '{')
            return ReadOther(ref scanner);
        scanner.Position++;
        scanner.SkipWhitespace();
        if (scanner.Current == '}')
            scanner.Position++;
        else if (!ReadMembers(ref scanner))
            return false;
        scanner.SkipWhitespace();
        return scanner.AtEnd || scanner.Malformed("more text behind the object");
    }

    /// <summary>Tells another JSON value from what is no JSON at all.</summary>
    bool ReadOther(ref JsonScanner scanner)
    {
        if (!scanner.SkipValue(0))
            return false;
        scanner.SkipWhitespace();
        if (!scanner.AtEnd)
            return scanner.Malformed("more text behind the value");
        _fieldFault = new RowFault(ReasonCode.NotAnObject, null, "The value is JSON but not an object with fields.");
        return true;
    }

    bool ReadMembers(ref JsonScanner scanner)
    {
        while (true)
        {
            scanner.SkipWhitespace();
            if (!ReadMember(ref scanner))
                return false;
            scanner.SkipWhitespace();
            var token = scanner.Current;
            if (token is not ((byte)',' or (byte)'}'))
                return scanner.Malformed("',' or '}' expected");
            scanner.Position++;
            if (token == '}')
                return true;
        }
    }

    bool ReadMember(ref JsonScanner scanner)
    {
        var slots = _table.Slots;
        if ((uint)_next < (uint)slots.Length && scanner.Data[scanner.Position..].StartsWith(slots[_next].Quoted))
        {
            scanner.Position += slots[_next].Quoted.Length;
            return scanner.Expect((byte)':') && ReadDeclared(ref scanner, _next);
        }
        if (scanner.Current != '"')
            return scanner.Malformed("a field name in quotation marks expected");
        if (!scanner.ReadString(out var rawName, out var escaped) || !scanner.Expect((byte)':'))
            return false;
        var name = escaped ? UnescapeName(rawName) : rawName;
        var index = _table.Find(name);
        return index >= 0 ? ReadDeclared(ref scanner, index) : ReadUnknown(ref scanner, name, rawName);
    }

    bool ReadDeclared(ref JsonScanner scanner, int index)
    {
        scanner.SkipWhitespace();
        var start = scanner.Position;
        _next = index + 1;
        var slot = _table.Slots[index];
        var read =
            _fieldFault is not null ? scanner.SkipValue(1)
            : slot.Column.Length > _rows.Length ? ReadDuplicate(ref scanner, slot.Field.Name)
            : _reader.Read(ref scanner, slot, ref _fieldFault);
        if (read && index == _idIndex)
            _idToken = (start, scanner.Position - start);
        return read;
    }

    bool ReadDuplicate(ref JsonScanner scanner, string name)
    {
        _fieldFault = new RowFault(ReasonCode.DuplicateField, name, $"Field {name} is given twice.");
        return scanner.SkipValue(1);
    }

    bool ReadUnknown(ref JsonScanner scanner, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawName)
    {
        scanner.SkipWhitespace();
        var start = scanner.Position;
        if (!scanner.SkipValue(1))
            return false;
        if (_policy == UnknownFields.Ignore || _fieldFault is not null)
            return true;
        if (
            _policy == UnknownFields.Keep
            && _unknown.Count < UnknownMembers.MaxMembers
            && _unknown.TryAdd(name, rawName, scanner.Data[start..scanner.Position])
        )
        {
            return true;
        }
        var shown = OutsideText.Show(name);
        _fieldFault =
            _policy == UnknownFields.Reject
                ? new RowFault(ReasonCode.UnknownField, shown, $"Field {shown} is not declared, and unknown fields are rejected.")
            : _unknown.Count == UnknownMembers.MaxMembers
                ? new RowFault(ReasonCode.UnknownField, shown, $"The record has more than {UnknownMembers.MaxMembers} undeclared fields.")
            : new RowFault(ReasonCode.DuplicateField, shown, $"Field {shown} is given twice.");
        return true;
    }

    bool CompleteRow()
    {
        foreach (var slot in _table.Slots)
        {
            if (slot.Column.Length > _rows.Length)
                continue;
            if (!slot.Field.Optional)
            {
                _fieldFault = new RowFault(ReasonCode.MissingField, slot.Field.Name, $"Required field {slot.Field.Name} is missing.");
                return false;
            }
            slot.Column.AppendNull();
        }
        if (_unknownColumn is not null)
            _unknown.AppendTo(_unknownColumn);
        return true;
    }

    /// <summary>A name that is no text equals no declared name; its raw form stands for it.</summary>
    ReadOnlySpan<byte> UnescapeName(ReadOnlySpan<byte> raw)
    {
        Growth.Ensure(ref _nameScratch, raw.Length);
        var written = JsonStrings.Unescape(raw, _nameScratch);
        return written < 0 ? raw : _nameScratch.AsSpan(0, written);
    }
}
