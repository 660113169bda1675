using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Expressions;
using Streaming.Events.Rows;
using Streaming.Learning.Data;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Learning.Gates;

/// <summary>Counts rows about which two kinds of scores would decide anything but the last decision.</summary>
sealed class AlertCounter(IReadOnlyList<DecisionModel> decisions)
{
    readonly byte[] _last = Encoding.UTF8.GetBytes(decisions[^1].Name);

    // One for each: it compiles its conditions for the columns of the first rows that it sees.
    Decider _decider = new(decisions);
    Schema? _schema;

    public long One { get; private set; }

    public long Other { get; private set; }

    public void Add(RecordBatch rows, float[] one, float[] other, TimeRange period)
    {
        One += Count(rows, one, period);
        Other += Count(rows, other, period);
    }

    long Count(RecordBatch rows, float[] scores, TimeRange period)
    {
        // Older batches may have other columns.
        if (_schema is null || !_schema.FieldsList.Select(f => f.Name).SequenceEqual(rows.Schema.FieldsList.Select(f => f.Name)))
            (_decider, _schema) = (new Decider(decisions), rows.Schema);
        var scored = WithScore(rows, scores);
        var decided = (StringArray)_decider.Decide(scored);
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var count = 0L;
        for (var row = 0; row < rows.Length; row++)
            count += period.Contains(times[row]) && !decided.GetBytes(row).SequenceEqual(_last) ? 1 : 0;
        return count;
    }

    static RecordBatch WithScore(RecordBatch rows, float[] scores)
    {
        var place = rows.Schema.GetFieldIndex(TableNames.Score);
        var columns = rows.Arrays.ToArray();
        columns[place] = new FloatArray.Builder().Append(scores.AsSpan()).Build();
        return new RecordBatch(rows.Schema, columns, rows.Length);
    }
}
