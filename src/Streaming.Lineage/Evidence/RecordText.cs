using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Evidence;

/// <summary>
/// A record as one line of JSON, the same bytes for the same record for ever: what the hash of a record is made of.
/// <c>{"lineage_id":…,"table":"rows","columns":[["name","type",value],…]}</c>, columns in recorded order. Numbers are the
/// shortest text that reads back to the same bits; missing and infinite ones are <c>"NaN"</c>, <c>"Infinity"</c>,
/// <c>"-Infinity"</c>; bytes are base64; times are microseconds since 1970 UTC.
/// </summary>
sealed class RecordText : IDisposable
{
    readonly ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>Everything but quotes, backslashes and controls is written as it is: few rules for whoever checks it.</summary>
    readonly Utf8JsonWriter _json;

    public RecordText() =>
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Its UTF-8 bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(LineageId id, string table, RecordBatch rows, int row)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("lineage_id"u8, id.ToString());
        _json.WriteString("table"u8, table);
        _json.WriteStartArray("columns"u8);
        for (var i = 0; i < rows.ColumnCount; i++)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(rows.Schema.GetFieldByIndex(i).Name);
            Write(rows.Column(i), row);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    void Write(IArrowArray column, int row)
    {
        _json.WriteStringValue(TypeName(column));
        if (column.IsNull(row))
        {
            _json.WriteNullValue();
            return;
        }

        switch (column)
        {
            case StringArray text:
                _json.WriteStringValue(text.GetBytes(row));
                break;
            case BinaryArray bytes:
                _json.WriteBase64StringValue(bytes.GetBytes(row));
                break;
            case FixedSizeBinaryArray bytes:
                _json.WriteBase64StringValue(bytes.GetBytes(row));
                break;
            case BooleanArray flag:
                _json.WriteBooleanValue(flag.GetValue(row)!.Value);
                break;
            case FloatArray number:
                Write(number.Values[row], float.IsFinite(number.Values[row]));
                break;
            case DoubleArray number:
                Write(number.Values[row], double.IsFinite(number.Values[row]));
                break;
            case UInt8Array number:
                _json.WriteNumberValue(number.Values[row]);
                break;
            case Int32Array number:
                _json.WriteNumberValue(number.Values[row]);
                break;
            case PrimitiveArray<long> number:
                _json.WriteNumberValue(number.Values[row]);
                break;
        }
    }

    void Write(float value, bool finite)
    {
        if (finite)
            _json.WriteNumberValue(value);
        else
            Write((double)value, finite: false);
    }

    void Write(double value, bool finite)
    {
        if (finite)
        {
            _json.WriteNumberValue(value);
        }
        else
        {
            _json.WriteStringValue(
                double.IsNaN(value) ? "NaN"u8
                : value > 0 ? "Infinity"u8
                : "-Infinity"u8
            );
        }
    }

    static string TypeName(IArrowArray column) =>
        column switch
        {
            StringArray => "string",
            BinaryArray or FixedSizeBinaryArray => "bytes",
            BooleanArray => "bool",
            FloatArray => "float32",
            DoubleArray => "float64",
            UInt8Array => "uint8",
            Int32Array => "int32",
            Int64Array => "int64",
            TimestampArray { Data.DataType: TimestampType { Unit: TimeUnit.Microsecond } } => "timestamp",
            _ => throw new NotSupportedException($"A value of type {column.Data.DataType.Name} cannot be proved."),
        };
}
