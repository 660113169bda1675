using Apache.Arrow;
using Streaming.Events.Formats;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;

namespace Streaming.Validation;

/// <summary>Decodes the records of a raw batch into rows with system columns; what does not decode gets its fault.</summary>
sealed class RecordDecoder
{
    readonly ValidationSpec _spec;
    readonly RowBuilder _rows;
    readonly IRowDecoder _decoder;
    readonly FixedColumnBuilder<long> _time;
    readonly FixedColumnBuilder<int> _partition;
    readonly FixedColumnBuilder<long> _offset;
    readonly FixedColumnBuilder<long> _sourceTime;
    readonly FixedColumnBuilder<long> _arrivalTime;
    readonly FixedColumnBuilder<long> _eventTime;
    readonly FixedColumnBuilder<byte> _flags;

    public RecordDecoder(ValidationSpec spec)
    {
        _spec = spec;
        _rows = new RowBuilder(spec.Schema.Arrow);
        _decoder = RecordFormats.Of(spec.Format).Decoder(spec.Schema, _rows, spec.UnknownFields, spec.Id);
        _time = _rows.Fixed<long>(spec.Time);
        _partition = _rows.Fixed<int>(SystemColumns.Partition);
        _offset = _rows.Fixed<long>(SystemColumns.Offset);
        _sourceTime = _rows.Fixed<long>(SystemColumns.SourceTime);
        _arrivalTime = _rows.Fixed<long>(SystemColumns.ArrivalTime);
        _eventTime = _rows.Fixed<long>(SystemColumns.EventTime);
        _flags = _rows.Fixed<byte>(SystemColumns.Flags);
    }

    /// <param name="raw">The records.</param>
    /// <param name="faults">By record.</param>
    /// <param name="ids">Event ids of records that failed, by record, where they could be read.</param>
    /// <param name="records">Written: the record of each row.</param>
    public RecordBatch Decode(RawBatch raw, Verdicts faults, Dictionary<int, string> ids, Span<int> records)
    {
        for (var record = 0; record < raw.Count; record++)
        {
            if (TryDecode(raw, record, out var fault))
            {
                records[_rows.Length] = record;
                AppendSystem(raw, record);
                continue;
            }
            faults.Reject(record, fault);
            if (raw.HasValue(record) && fault.Code != ReasonCode.TooLarge && _decoder.TryGetEventId(raw.Value(record)) is { } id)
                ids[record] = id;
        }
        return _rows.Build();
    }

    bool TryDecode(RawBatch raw, int record, out RowFault fault)
    {
        fault = default;
        if (!raw.HasValue(record))
        {
            fault = new RowFault(ReasonCode.NullValue, null, "The record has no value.");
            return false;
        }
        var value = raw.Value(record);
        var size = (long)value.Length + raw.Key(record).Length;
        if (size > _spec.MaxBytes)
        {
            fault = new RowFault(ReasonCode.TooLarge, null, $"The record has {size} bytes; at most {_spec.MaxBytes} are accepted.");
            return false;
        }
        return _decoder.TryDecode(value, out fault) && HasTime(out fault);
    }

    /// <summary>Without a time an event has no place in the order, whatever the schema says of the field.</summary>
    bool HasTime(out RowFault fault)
    {
        fault = default;
        if (!_time.IsNull(_rows.Length))
            return true;
        fault = new RowFault(ReasonCode.MissingField, _spec.Time, $"Required field {_spec.Time} is missing.");
        _rows.RollbackRow();
        return false;
    }

    void AppendSystem(RawBatch raw, int record)
    {
        _partition.Append(raw.Partition);
        _offset.Append(raw.Offsets[record]);
        _sourceTime.Append(raw.SourceTimes[record].Micros);
        _arrivalTime.Append(raw.ArrivalTime.Micros);
        _eventTime.Append(_time.Values[_rows.Length]);
        _flags.Append((byte)RowFlags.None);
        _rows.CommitRow();
    }
}
