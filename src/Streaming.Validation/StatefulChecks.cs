using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Validation.Duplicates;
using Streaming.Validation.Placement;

namespace Streaming.Validation;

/// <summary>Placement and duplicates over the rows of one batch: the same code live and in replay.</summary>
readonly ref struct StatefulChecks
{
    readonly PartitionerCheck? _placement;
    readonly DuplicateWindow? _duplicates;
    readonly TextColumn _keys;
    readonly RowHashes _hashes;
    readonly ReadOnlySpan<Timestamp> _times;

    public StatefulChecks(ValidationSpec spec, PartitionerCheck? placement, DuplicateWindow? duplicates, RecordBatch rows)
    {
        _placement = placement;
        _duplicates = duplicates;
        if (placement is not null)
            _keys = new TextColumn(rows, spec.Key!);
        if (duplicates is not null)
            _hashes = new RowHashes(rows, spec.Key, spec.Id);
        _times = Columns.Times(rows, SystemColumns.EventTime);
    }

    /// <summary>Whether the row's key lies in the right partition.</summary>
    public bool Fits(int row)
    {
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        return _placement is null || _placement.Fits(_keys.Text(row, scratch));
    }

    public bool IsDuplicate(int row) => _duplicates is not null && _duplicates.IsDuplicate(_hashes.Of(row), _times[row]);

    /// <summary>Remembers a row; only accepted ones may be.</summary>
    public void Accept(int row)
    {
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        _placement?.Accept(_keys.Text(row, scratch));
        _duplicates?.Accept(_hashes.Of(row), _times[row]);
    }
}
