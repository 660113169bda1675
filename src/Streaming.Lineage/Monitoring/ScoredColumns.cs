using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Monitoring;

/// <summary>Features and score of a batch, row by row.</summary>
sealed class ScoredColumns
{
    readonly List<FloatArray> _columns = [];

    ScoredColumns(RecordBatch rows)
    {
        var names = new List<string>();
        for (var i = 0; i < rows.Schema.FieldsList.Count; i++)
        {
            var column = rows.Schema.FieldsList[i];
            if (rows.Column(i) is not FloatArray values || !(RecordColumns.IsFeature(column) || column.Name == TableNames.Score))
                continue;
            names.Add(column.Name);
            // Of a row about which a canary decided, the score of whoever decides otherwise: one model is watched, not two in turn.
            _columns.Add(
                column.Name == TableNames.Score && Columns.Has(rows, RecordColumns.DecidedBy)
                    ? new FloatArray.Builder().Append(RecordedScores.Of(rows, 0).AsSpan()).Build()
                    : values
            );
        }

        (Names, Length) = (names, rows.Length);
    }

    public IReadOnlyList<string> Names { get; }

    public int Length { get; }

    /// <summary>Null where nothing was decided: the batch has no rows, or is one of a stage before the last.</summary>
    public static ScoredColumns? Of(RecordBatch rows)
    {
        if (rows.Length == 0 || rows.Schema.GetFieldIndex(TableNames.Decision) < 0)
            return null;
        var columns = new ScoredColumns(rows);
        return columns.Names.Count > 0 ? columns : null;
    }

    /// <summary>Rows one after the other, NaN where a value is missing.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="every">And every so manieth from there on.</param>
    public float[] Rows(int first, int every)
    {
        var values = new float[(Length - first + every - 1) / every * _columns.Count];
        for (var column = 0; column < _columns.Count; column++)
        {
            var from = _columns[column];
            var there = from.Values;
            var missing = from.NullCount > 0;
            var to = column;
            for (var row = first; row < Length; row += every, to += _columns.Count)
                values[to] = missing && from.IsNull(row) ? float.NaN : there[row];
        }

        return values;
    }
}
