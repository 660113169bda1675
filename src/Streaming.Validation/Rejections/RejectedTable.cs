using System.Security.Cryptography;
using System.Text;
using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;

namespace Streaming.Validation.Rejections;

/// <summary>
/// Collects rejected records. Key and value are kept as they came, up to a limit that lets the quarantine record fit its topic;
/// length and hash are those of the whole value.
/// </summary>
/// <param name="rawLimit">Most bytes of key and value together.</param>
public sealed class RejectedTable(int rawLimit)
{
    // A key is a name; one that is longer than this is part of the attack and may be cut.
    const int KeyLimit = 64 * 1024;

    readonly RowBuilder _rows = new(RejectedSchema.Arrow);

    /// <summary>Adds a record.</summary>
    /// <param name="raw">The batch that it came in.</param>
    /// <param name="record">Its index.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="eventId">Its id; null: it could not be read.</param>
    public void Append(RawBatch raw, int record, RowFault fault, string? eventId)
    {
        var value = raw.Value(record);
        var key = raw.Key(record);
        key = key[..Math.Min(key.Length, Math.Min(KeyLimit, rawLimit))];
        _rows.Fixed<int>(SystemColumns.Partition).Append(raw.Partition);
        _rows.Fixed<long>(SystemColumns.Offset).Append(raw.Offsets[record]);
        _rows.Fixed<long>(SystemColumns.SourceTime).Append(raw.SourceTimes[record].Micros);
        _rows.Fixed<long>(SystemColumns.ArrivalTime).Append(raw.ArrivalTime.Micros);
        AppendText(RejectedColumns.Topic, raw.Topic);
        AppendBytes(RejectedColumns.Key, key, raw.HasKey(record));
        AppendBytes(RejectedColumns.Raw, value[..Math.Min(value.Length, rawLimit - key.Length)], raw.HasValue(record));
        AppendText(RejectedColumns.EventId, eventId);
        _rows.Bytes(RejectedColumns.Reason).Append(ReasonCodes.Utf8Name(fault.Code));
        AppendText(RejectedColumns.Rule, fault.Field);
        AppendText(RejectedColumns.Detail, fault.Detail);
        _rows.Fixed<long>(RejectedColumns.RawLength).Append(value.Length);
        SHA256.HashData(value, _rows.FixedBytes(RejectedColumns.RawHash).Claim());
    }

    /// <summary>The records since the last time.</summary>
    public RecordBatch Build() => _rows.Build();

    void AppendBytes(string column, ReadOnlySpan<byte> bytes, bool present)
    {
        if (present)
            _rows.Bytes(column).Append(bytes);
        else
            _rows.Bytes(column).AppendNull();
    }

    void AppendText(string column, string? text)
    {
        var builder = _rows.Bytes(column);
        if (text is null)
            builder.AppendNull();
        else
            builder.Commit(Encoding.UTF8.GetBytes(text, builder.Reserve(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }
}
