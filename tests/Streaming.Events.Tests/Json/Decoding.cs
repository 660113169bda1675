using System.Text;
using Apache.Arrow;
using Streaming.Events.Formats;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Events.Tests.Json;

/// <summary>A decoder with its columns, for one record or several.</summary>
sealed class Decoding
{
    readonly RowBuilder _rows;
    readonly IRowDecoder _decoder;

    public Decoding(
        IReadOnlyList<FieldModel> fields,
        UnknownFields policy = UnknownFields.Ignore,
        string? id = null,
        EventFormat format = EventFormat.Json
    )
    {
        var schema = RowSchema.Create(fields, keepsUnknown: policy == UnknownFields.Keep);
        _rows = new RowBuilder(schema.Arrow);
        _decoder = RecordFormats.Of(format).Decoder(schema, _rows, policy, id);
    }

    public static IReadOnlyList<FieldModel> Fields { get; } =
    [
        new("id", FieldType.String),
        new("when", FieldType.Timestamp),
        new("amount", FieldType.Double),
        new("count", FieldType.Int) { Optional = true },
        new("flag", FieldType.Bool) { Optional = true },
        new("note", FieldType.String) { Optional = true },
    ];

    public RowFault? Add(string json) => Add(Encoding.UTF8.GetBytes(json));

    public RowFault? Add(byte[] json)
    {
        if (!_decoder.TryDecode(json, out var fault))
            return fault;
        for (var c = 0; c < RowSchema.SystemCount; c++)
        {
            switch (_rows[c])
            {
                case FixedColumnBuilder<int> column:
                    column.Append(0);
                    break;
                case FixedColumnBuilder<long> column:
                    column.Append(0);
                    break;
                case FixedColumnBuilder<byte> column:
                    column.Append(0);
                    break;
                default:
                    throw new InvalidOperationException();
            }
        }
        _rows.CommitRow();
        return null;
    }

    public string? EventId(string json) => _decoder.TryGetEventId(Encoding.UTF8.GetBytes(json));

    public RecordBatch Build() => _rows.Build();

    /// <summary>Decodes one record with one field.</summary>
    public static RowFault? One(FieldType type, string value, out RecordBatch row) => One(new FieldModel("x", type), value, out row);

    /// <inheritdoc cref="One(FieldType, string, out RecordBatch)"/>
    public static RowFault? One(FieldModel field, string value, out RecordBatch row)
    {
        var decoding = new Decoding([field with { Name = "x" }]);
        var fault = decoding.Add($$"""{"x":{{value}}}""");
        row = decoding.Build();
        return fault;
    }
}
