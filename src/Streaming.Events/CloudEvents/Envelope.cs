using System.Text;
using System.Text.Unicode;
using Streaming.Events.Json;
using Streaming.Events.Rows;

namespace Streaming.Events.CloudEvents;

/// <summary>
/// Finds the parts of one CloudEvent in its text: required attributes are checked, the others remembered where they are declared.
/// Filled again for every record; faults are values, as those of <see cref="JsonRowDecoder"/>.
/// </summary>
sealed class Envelope
{
    static readonly RowFault Binary = new(
        ReasonCode.WrongType,
        "data_base64",
        "The data of the CloudEvent is binary; an object of JSON is expected."
    );

    readonly byte[][] _required = [.. Attribute.Required.Select(Encoding.UTF8.GetBytes)];
    readonly byte[][] _declared;
    readonly Range?[] _requiredAt;
    readonly Range?[] _declaredAt;
    byte[] _name = [];

    /// <param name="declared">Attributes that fields hold.</param>
    public Envelope(IEnumerable<string> declared)
    {
        _declared = [.. declared.Select(Encoding.UTF8.GetBytes)];
        _requiredAt = new Range?[_required.Length];
        _declaredAt = new Range?[_declared.Length];
    }

    /// <summary>Where the value of each declared attribute lies, as JSON; null where the event has none.</summary>
    public ReadOnlySpan<Range?> Declared => _declaredAt;

    /// <summary>Where the data lies, as JSON; null: there is none.</summary>
    public Range? Data { get; private set; }

    /// <summary>False: it is no CloudEvent with JSON data, and the fault says why.</summary>
    public bool TryRead(ReadOnlySpan<byte> value, out RowFault fault)
    {
        Array.Clear(_requiredAt);
        Array.Clear(_declaredAt);
        Data = null;
        if (!Utf8.IsValid(value))
        {
            fault = new RowFault(ReasonCode.InvalidUtf8, null, "The value is not valid UTF-8.");
            return false;
        }

        // One level more than records have, since their data lies one level down.
        var scanner = new JsonScanner(value, JsonRowDecoder.DefaultMaxDepth + 1);
        RowFault? found = null;
        if (!ReadObject(ref scanner, ref found))
        {
            fault = scanner.Fault;
            return false;
        }

        found ??= CheckRequired(value);
        fault = found ?? default;
        return found is null;
    }

    bool ReadObject(ref JsonScanner scanner, ref RowFault? fault)
    {
        if (scanner.Data.StartsWith("\uFEFF"u8))
            scanner.Position = 3;
        scanner.SkipWhitespace();
        if (scanner.Current != '{')
        {
            fault = new RowFault(ReasonCode.NotAnObject, null, "The value is JSON but not an object, which a CloudEvent is.");
            return scanner.SkipValue(0);
        }

        scanner.Position++;
        scanner.SkipWhitespace();
        if (scanner.Current == '}')
            scanner.Position++;
        else if (!ReadMembers(ref scanner, ref fault))
            return false;
        scanner.SkipWhitespace();
        return scanner.AtEnd || scanner.Malformed("more text behind the object");
    }

    bool ReadMembers(ref JsonScanner scanner, ref RowFault? fault)
    {
        while (true)
        {
            scanner.SkipWhitespace();
            if (scanner.Current != '"')
                return scanner.Malformed("an attribute name in quotation marks expected");
            if (!scanner.ReadString(out var rawName, out var escaped) || !scanner.Expect((byte)':'))
                return false;
            scanner.SkipWhitespace();
            var start = scanner.Position;
            if (!scanner.SkipValue(1))
                return false;
            fault ??= Take(escaped ? Unescape(rawName) : rawName, start..scanner.Position);
            scanner.SkipWhitespace();
            var token = scanner.Current;
            if (token is not ((byte)',' or (byte)'}'))
                return scanner.Malformed("',' or '}' expected");
            scanner.Position++;
            if (token == '}')
                return true;
        }
    }

    RowFault? Take(ReadOnlySpan<byte> name, Range at)
    {
        if (name.SequenceEqual("data"u8))
        {
            if (Data is not null)
                return Twice(name);
            Data = at;
            return null;
        }

        return name.SequenceEqual("data_base64"u8)
            ? Binary
            : Take(_required, _requiredAt, name, at) ?? Take(_declared, _declaredAt, name, at);
    }

    static RowFault? Take(byte[][] names, Range?[] places, ReadOnlySpan<byte> name, Range at)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!name.SequenceEqual(names[i]))
                continue;
            if (places[i] is not null)
                return Twice(name);
            places[i] = at;
        }

        return null;
    }

    RowFault? CheckRequired(ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < _required.Length; i++)
        {
            var name = Attribute.Required[i];
            if (_requiredAt[i] is not { } at)
                return new RowFault(ReasonCode.MissingField, name, $"The value is no CloudEvent: it has no {name}.");
            if (value[at] is not [(byte)'"', _, .., (byte)'"'])
                return new RowFault(ReasonCode.WrongType, name, $"The CloudEvent's {name} is not a text, or empty.");
        }

        return value[_requiredAt[0]!.Value].SequenceEqual("\"1.0\""u8)
            ? null
            : new RowFault(
                ReasonCode.NotAllowed,
                Attribute.Required[0],
                $"The CloudEvent's specversion is {OutsideText.Show(value[_requiredAt[0]!.Value])}; 1.0 is read."
            );
    }

    static RowFault Twice(ReadOnlySpan<byte> name)
    {
        var shown = OutsideText.Show(name);
        return new RowFault(ReasonCode.DuplicateField, shown, $"The CloudEvent has {shown} twice.");
    }

    /// <summary>A name that is no text equals no other; its raw form stands for it.</summary>
    ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        if (_name.Length < raw.Length)
            _name = new byte[raw.Length];
        var written = JsonStrings.Unescape(raw, _name);
        return written < 0 ? raw : _name.AsSpan(0, written);
    }
}
