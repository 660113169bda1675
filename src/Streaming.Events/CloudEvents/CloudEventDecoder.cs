using System.Buffers;
using System.Text;
using Streaming.Events.Formats;
using Streaming.Events.Json;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Events.CloudEvents;

/// <summary>
/// Decodes CloudEvents whose data is a JSON object: its members are decoded as those of a plain JSON record, and after the declared
/// attributes. Where none is declared the data is decoded where it lies.
/// </summary>
sealed class CloudEventDecoder : IRowDecoder
{
    readonly JsonRowDecoder _json;
    readonly Envelope _envelope;
    readonly byte[][] _members;
    readonly ArrayBufferWriter<byte> _merged = new();
    bool _decoded;

    public CloudEventDecoder(RowSchema schema, RowBuilder rows, UnknownFields unknown, string? idField)
    {
        _json = new JsonRowDecoder(schema, rows, unknown, idField);
        var fields = schema.Fields.Select(f => f.Name).Where(f => Attribute.OfField(f) is not null).ToList();
        _envelope = new Envelope(fields.Select(f => Attribute.OfField(f)!));
        _members = [.. fields.Select(f => Encoding.UTF8.GetBytes($"\"{f}\":"))];
    }

    public bool TryDecode(ReadOnlySpan<byte> value, out RowFault fault)
    {
        _decoded = _envelope.TryRead(value, out fault);
        if (!_decoded)
            return false;
        if (_members.Length > 0)
            Merge(value);
        if (_json.TryDecode(Fields(value), out fault))
            return true;
        if (fault.Code == ReasonCode.NotAnObject)
            fault = fault with { Field = "data", Detail = "The data of the CloudEvent is not an object of JSON with fields." };
        return false;
    }

    public string? TryGetEventId(ReadOnlySpan<byte> value) => _decoded ? _json.TryGetEventId(Fields(value)) : null;

    /// <summary>The text that the fields are decoded from.</summary>
    ReadOnlySpan<byte> Fields(ReadOnlySpan<byte> value) => _members.Length > 0 ? _merged.WrittenSpan : Data(value);

    /// <summary>An event may do without data: then it has no field but its attributes.</summary>
    ReadOnlySpan<byte> Data(ReadOnlySpan<byte> value) => _envelope.Data is { } data ? value[data] : "{}"u8;

    void Merge(ReadOnlySpan<byte> value)
    {
        _merged.ResetWrittenCount();
        var data = Data(value);
        if (data[0] != '{')
        {
            _merged.Write(data);
            return;
        }

        _merged.Write("{"u8);
        var any = false;
        for (var i = 0; i < _members.Length; i++)
        {
            if (_envelope.Declared[i] is not { } at)
                continue;
            _merged.Write(any ? ","u8 : ""u8);
            _merged.Write(_members[i]);
            _merged.Write(value[at]);
            any = true;
        }

        var rest = data[1..].TrimStart(" \t\r\n"u8);
        _merged.Write(any && rest[0] != '}' ? ","u8 : ""u8);
        _merged.Write(rest);
    }
}
