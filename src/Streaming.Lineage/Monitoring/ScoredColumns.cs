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

    public void Row(int row, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = _columns[i].GetValue(row) ?? float.NaN;
    }
}
