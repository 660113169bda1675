using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Time;
using Streaming.Topology.Model;
using Streaming.Validation.Checks;
using Streaming.Validation.Duplicates;
using Streaming.Validation.Placement;
using Streaming.Validation.Rejections;

namespace Streaming.Validation;

/// <summary>
/// Judges the records of one partition of one outside topic. Checks in order, and a record's reason is the first that fails:
/// value present, size, UTF-8, JSON, fields and their rules, key, partition, freshness, rules of the topology, duplicates. Each record
/// gets exactly one verdict, and none throws. Only accepted rows change what is remembered, so that verdicts depend on
/// the accepted rows before them alone and repeat on replay. Not thread safe: one partition, one validator.
/// </summary>
public sealed class Validator
{
    /// <summary>Bytes of key and value kept of a rejected record: with its headers it fits a topic's usual limit of 1 MiB.</summary>
    public const int DefaultRawLimit = 1_000_000;

    readonly ValidationSpec _spec;
    readonly RecordDecoder _decoder;
    readonly RowCheck[] _before;
    readonly RowCheck[] _after;
    readonly PartitionerCheck? _placement;
    readonly DuplicateWindow? _duplicates;
    readonly RejectedTable _rejected;
    readonly Verdicts _undecoded = new();
    readonly Verdicts _first = new();
    readonly Verdicts _last = new();
    readonly Dictionary<int, string> _ids = [];
    int[] _records = [];

    /// <param name="spec">What records must be like.</param>
    /// <param name="partition">The partition judged.</param>
    /// <param name="partitions">How many the topic has.</param>
    /// <param name="rawLimit">Most bytes of a rejected record that are kept.</param>
    public Validator(ValidationSpec spec, int partition, int partitions, int rawLimit = DefaultRawLimit)
    {
        _spec = spec;
        _decoder = new RecordDecoder(spec);
        _before = [.. FieldChecks(spec), .. KeyChecks(spec)];
        _after =
        [
            .. (spec.FutureSkew ?? spec.MaxAge) is null ? [] : new RowCheck[] { new TimeCheck(spec.Time, spec.FutureSkew, spec.MaxAge) },
            .. spec.Rules.Select(r => new RuleCheck(r, spec.Schema.Arrow)),
        ];
        _placement =
            spec.Placement is { } placement && spec.Key is not null ? new PartitionerCheck(placement, partition, partitions) : null;
        _duplicates = spec.DuplicatesWithin is { } within ? new DuplicateWindow(within, spec.Drift) : null;
        _rejected = new RejectedTable(rawLimit);
    }

    /// <summary>To be recorded with what was validated; see <see cref="Restore"/>.</summary>
    public ValidatorState State => new(_placement?.Recognised);

    /// <summary>Which partitioner the topic follows is not known yet, and accepted rows are evidence of it.</summary>
    public bool IsPlacementOpen => _placement is { IsOpen: true };

    /// <param name="raw">The records.</param>
    /// <param name="failed">Offsets of records on which a feature or the model is known to fail, each with what is said of it; null for
    /// none.</param>
    public ValidatedBatch Validate(RawBatch raw, IReadOnlyDictionary<long, string>? failed = null)
    {
        if (_records.Length < raw.Count)
            _records = new int[raw.Count];
        _undecoded.Reset(raw.Count);
        _ids.Clear();
        var decoded = _decoder.Decode(raw, _undecoded, _ids, _records);
        var rows = new DecodedRows(decoded, raw, _records.AsSpan(0, decoded.Length));
        _first.Reset(decoded.Length);
        _last.Reset(decoded.Length);
        if (decoded.Length > 0)
        {
            foreach (var check in _before)
                check.Run(rows, _first);
            foreach (var check in _after)
                check.Run(rows, _last);
            if (failed is not null)
                Refuse(rows, failed);
            Settle(rows);
        }
        var latest = ClockBound.Latest(raw.ArrivalTime, _spec.FutureSkew, _spec.Drift);
        return new ValidatedBatch(Accepted(decoded), Rejected(rows), Believable(raw, latest), latest, raw.NextOffset);
    }

    /// <summary>
    /// Takes accepted rows in as when they were accepted first. Rows further behind the last ones than the duplicate window
    /// reaches need not be given, where <see cref="Restore"/> says what they showed of the partitioner.
    /// </summary>
    public void Replay(RecordBatch accepted)
    {
        if (accepted.Length == 0)
            return;
        var state = new StatefulChecks(_spec, _placement, _duplicates, accepted);
        for (var row = 0; row < accepted.Length; row++)
            state.Accept(row);
    }

    /// <summary>Sets what was recorded of a validator at the point up to which rows are replayed.</summary>
    public void Restore(ValidatorState state)
    {
        if (state.Recognised is { } recognised)
            _placement?.Restore(recognised);
    }

    /// <summary>
    /// A watermark from beyond that is left out: it would make every later event late, and one bad publisher must not do that
    /// to a partition.
    /// </summary>
    static IReadOnlyList<WatermarkRecord> Believable(RawBatch raw, Timestamp latest) =>
        raw.Watermarks.All(w => Watermark.IsBelievable(w.Time, latest))
            ? raw.Watermarks
            : [.. raw.Watermarks.Where(w => Watermark.IsBelievable(w.Time, latest))];

    /// <summary>What else is wrong with a row is its reason, whoever met it.</summary>
    void Refuse(in DecodedRows rows, IReadOnlyDictionary<long, string> failed)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            if (failed.TryGetValue(rows.Raw.Offsets[_records[row]], out var detail))
                _last.Reject(row, ReasonCode.Failed, null, detail);
        }
    }

    /// <summary>The checks that remember go row by row, since each verdict depends on the rows accepted before it.</summary>
    void Settle(in DecodedRows rows)
    {
        var state = new StatefulChecks(_spec, _placement, _duplicates, rows.Batch);
        for (var row = 0; row < rows.Count; row++)
        {
            if (_first.Failed(row))
                continue;
            if (!state.Fits(row))
            {
                _first.Reject(row, ReasonCode.WrongPartition, _spec.Key, _placement!.Describe());
            }
            else if (_last.Failed(row))
            {
                _first.Reject(row, _last[row]);
            }
            else if (state.IsDuplicate(row))
            {
                _first.Reject(
                    row,
                    ReasonCode.DuplicateId,
                    _spec.Id,
                    $"The id in field {_spec.Id} was seen before within {_spec.DuplicatesWithin}."
                );
            }
            else
            {
                state.Accept(row);
            }
        }
    }

    RecordBatch Accepted(RecordBatch decoded)
    {
        if (!_first.Any)
            return decoded;
        var kept = new int[decoded.Length];
        var count = 0;
        for (var row = 0; row < decoded.Length; row++)
        {
            if (!_first.Failed(row))
                kept[count++] = row;
        }
        return RowGather.Take(decoded, kept.AsSpan(0, count));
    }

    RecordBatch Rejected(in DecodedRows rows)
    {
        if (_undecoded.Any || _first.Any)
        {
            var ids = new TextColumn(rows.Batch, _spec.Id);
            Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
            var row = 0;
            for (var record = 0; record < rows.Raw.Count; record++)
            {
                if (_undecoded.Failed(record))
                {
                    _rejected.Append(rows.Raw, record, _undecoded[record], _ids.GetValueOrDefault(record));
                    continue;
                }
                if (_first.Failed(row))
                    _rejected.Append(rows.Raw, record, _first[row], System.Text.Encoding.UTF8.GetString(ids.Text(row, scratch)));
                row++;
            }
        }
        return _rejected.Build();
    }

    static IEnumerable<RowCheck> FieldChecks(ValidationSpec spec)
    {
        for (var i = 0; i < spec.Schema.Fields.Count; i++)
        {
            var (field, column) = (spec.Schema.Fields[i], RowSchema.SystemCount + i);
            if (RangeCheck.AppliesTo(field))
                yield return new RangeCheck(field, column);
            if (TextCheck.AppliesTo(field))
                yield return new TextCheck(field, column);
        }
    }

    static IEnumerable<RowCheck> KeyChecks(ValidationSpec spec) =>
        spec.Schema.Fields.Where(f => f.Name == spec.Key).Select(f => new KeyCheck(f, spec.Placement is not null));
}
