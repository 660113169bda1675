using Streaming.Events.Formats;
using Streaming.Events.Json;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Time;
using Streaming.Publishing.Rows;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Publishing.Live;

/// <summary>
/// Makes records of JSON texts from outside. What the pipeline could not even place is refused: what is no JSON object, has no text to be
/// keyed by, or is too large. Everything else is the pipeline's to judge, where the verdict is kept. Not thread safe.
/// </summary>
public sealed class RecordJudge : IDisposable
{
    readonly OneRow _row = new();
    readonly JsonRows _rows;
    readonly FieldNames _names;
    readonly ByteText _text = new();
    readonly IRecordFormat _format;
    readonly JsonRowDecoder _decoder;
    readonly string _topic;
    readonly string _id;
    readonly string _key;
    readonly int _keySlot;
    readonly int _timeSlot;
    readonly TimestampUnit _unit;

    /// <param name="topology">Whose records.</param>
    /// <param name="content">Events, or labels, which the topology must have then.</param>
    public RecordJudge(TopologyModel topology, RowContent content)
    {
        var labels = content == RowContent.Labels ? topology.Labels! : null;
        var fields = labels?.Fields ?? topology.Source.Fields;
        var time = labels?.Known ?? topology.Source.Time;
        _names = new FieldNames(topology, new Dictionary<string, string>(StringComparer.Ordinal));
        _rows = new JsonRows(_row, _names);
        _topic = labels?.Topic ?? topology.Source.Topic;
        _id = labels?.Id ?? topology.Source.Id;
        // Labels are keyed by what they are about, as everybody does who publishes them.
        _key = labels?.Id ?? topology.Source.Key;
        _keySlot = _names.Slot(_key);
        _timeSlot = _names.Slot(time);
        _unit = fields.First(f => f.Name == time).Unit;
        MostBytes = labels?.MaxBytes ?? topology.Source.MaxBytes;
        _format = RecordFormats.Of(labels?.Format ?? topology.Source.Format);
        var schema = RowSchema.Create(fields);
        _decoder = new JsonRowDecoder(schema, new RowBuilder(schema.Arrow));
    }

    /// <summary>Bytes of the largest record that is accepted.</summary>
    public int MostBytes { get; }

    /// <summary>A record of which no more is known than that it is too large.</summary>
    public RecordRefusal TooLong() =>
        new(ReasonCodes.Name(ReasonCode.TooLarge), null, $"The record has more than the {MostBytes} bytes that are accepted.");

    /// <summary>Judges one.</summary>
    /// <param name="fields">A JSON object with the record's fields, perhaps.</param>
    /// <param name="refused">Why there is none.</param>
    /// <returns>Null: it is refused.</returns>
    public ReadyRecord? Judge(ReadOnlyMemory<byte> fields, out RecordRefusal? refused)
    {
        refused = null;
        if (fields.Length > MostBytes)
        {
            refused = TooLarge(fields.Length);
            return null;
        }

        // A byte order mark is no part of the text.
        if (fields.Span.StartsWith("\uFEFF"u8))
            fields = fields[3..];
        _row.Text = fields;
        _rows.Next();
        _text.Clear();
        if (!_rows.TryText(_keySlot, _text))
        {
            refused = Fault(fields.Span) is var (code, field, detail)
                ? new RecordRefusal(ReasonCodes.Name(code), field, detail)
                : new RecordRefusal(
                    ReasonCodes.Name(ReasonCode.MissingField),
                    _key,
                    $"The field {_key}, which records are keyed by, is missing, or is neither a text nor a number."
                );
            return null;
        }

        var key = _text.ToArray();
        var value = _format.Encode(fields.ToArray(), _topic, _id);
        if (key.Length + value.Length > MostBytes)
        {
            refused = TooLarge(key.Length + value.Length);
            return null;
        }

        return new ReadyRecord(key, value, Time());
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    /// <summary>What the pipeline would say of a text that cannot be read; null where it can be.</summary>
    RowFault? Fault(ReadOnlySpan<byte> fields)
    {
        if (_decoder.TryDecode(fields, out var fault))
            return null;
        return
            fault.Code
                is ReasonCode.InvalidUtf8
                    or ReasonCode.MalformedJson
                    or ReasonCode.TooDeep
                    or ReasonCode.NotAnObject
                    or ReasonCode.DuplicateField
            ? fault
            : null;
    }

    Timestamp? Time()
    {
        _text.Clear();
        return _rows.TryText(_timeSlot, _text) && EventEncoder.TryTime(_text.Span, _unit, out var time) ? time : null;
    }

    RecordRefusal TooLarge(int bytes) =>
        new(ReasonCodes.Name(ReasonCode.TooLarge), null, $"The record has {bytes} bytes; at most {MostBytes} are accepted.");

    /// <summary>One text in place of a file's rows.</summary>
    sealed class OneRow : IRowBytes
    {
        public ReadOnlyMemory<byte> Text { get; set; }

        public bool Next(out ReadOnlySpan<byte> row)
        {
            row = Text.Span;
            return true;
        }

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
