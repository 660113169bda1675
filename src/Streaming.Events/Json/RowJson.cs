using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Events.Json;

/// <summary>Writes a row as a publisher would have written it: its fields, and the undeclared ones that were kept. What reads it gets the
/// same row.</summary>
public static class RowJson
{
    /// <param name="rows">Rows with the fields as columns.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="fields">What to write of it; null values are left out.</param>
    public static byte[] Write(RecordBatch rows, int row, IReadOnlyList<FieldModel> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var field in fields)
        {
            var column = Columns.Column(rows, field.Name);
            if (column.IsNull(row))
                continue;
            json.WritePropertyName(field.Name);
            Write(json, rows, field, row);
        }

        if (Columns.Has(rows, RowSchema.UnknownColumn) && !Columns.Column(rows, RowSchema.UnknownColumn).IsNull(row))
            WriteUnknown(json, Columns.Bytes(rows, RowSchema.UnknownColumn)[row]);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter json, RecordBatch rows, FieldModel field, int row)
    {
        switch (field.Type)
        {
            case FieldType.Bool:
                json.WriteBooleanValue(((BooleanArray)Columns.Column(rows, field.Name)).GetValue(row)!.Value);
                break;
            case FieldType.Int:
                json.WriteNumberValue(Columns.Int64(rows, field.Name)[row]);
                break;
            case FieldType.Double:
                json.WriteNumberValue(Columns.Double(rows, field.Name)[row]);
                break;
            case FieldType.Timestamp:
                json.WriteStringValue(IsoTime.Format(Columns.Times(rows, field.Name)[row]));
                break;
            default:
                json.WriteStringValue(Columns.Bytes(rows, field.Name)[row]);
                break;
        }
    }

    static void WriteUnknown(Utf8JsonWriter json, ReadOnlySpan<byte> members)
    {
        using var unknown = JsonDocument.Parse(members.ToArray());
        foreach (var member in unknown.RootElement.EnumerateObject())
            member.WriteTo(json);
    }
}
