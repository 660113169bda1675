using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Lineage.Batches;

/// <summary>The decisions that the scores of a batch's rows led to, whatever guards made of them.</summary>
public readonly ref struct ScoreDecisions
{
    readonly BytesColumn _decisions;
    readonly BytesColumn _unguarded;
    readonly bool _anyChanged;

    /// <param name="rows">Decided rows.</param>
    public ScoreDecisions(RecordBatch rows)
    {
        _decisions = Columns.Bytes(rows, TableNames.Decision);
        _anyChanged = Columns.Has(rows, RecordColumns.UnguardedDecision);
        _unguarded = _anyChanged ? Columns.Bytes(rows, RecordColumns.UnguardedDecision) : _decisions;
    }

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> this[int row] => _anyChanged && !_unguarded.IsNull(row) ? _unguarded[row] : _decisions[row];
}
