using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Learning.Outcomes;

/// <summary>What the version that decides where no canary does said of the rows of a batch.</summary>
sealed class DecidedRows
{
    readonly RecordBatch _rows;
    readonly float[] _scores;
    readonly bool?[] _alerts;

    DecidedRows(RecordBatch rows, TopologyModel topology)
    {
        _rows = rows;
        _scores = RecordedScores.Of(rows, 0);
        Times = Columns.Times(rows, SystemColumns.EventTime).ToArray();
        Ids = EventKey.Of(rows, topology.Source.Id);
        _alerts = Alerts(rows, Encoding.UTF8.GetBytes(topology.Score.Decisions[^1].Name));
    }

    /// <summary>Null where nothing was decided: the batch has no rows.</summary>
    internal static DecidedRows? Of(RecordBatch? rows, TopologyModel topology) =>
        rows is null || rows.Length == 0 || !Columns.Has(rows, TableNames.Decision) ? null : new DecidedRows(rows, topology);

    internal int Length => _rows.Length;

    internal UInt128[] Ids { get; }

    internal Timestamp[] Times { get; }

    internal float Score(int row) => _scores[row];

    /// <summary>Whether the version would have had the row looked at; null where a canary decided about it.</summary>
    internal bool? Alert(int row) => _alerts[row];

    /// <summary>By the decision that the score alone led to, where a guard or a person changed it.</summary>
    static bool?[] Alerts(RecordBatch rows, ReadOnlySpan<byte> otherwise)
    {
        var decisions = new ScoreDecisions(rows);
        var decidedBy = Columns.Has(rows, RecordColumns.DecidedBy) ? Columns.UInt8(rows, RecordColumns.DecidedBy) : [];
        var alerts = new bool?[rows.Length];
        for (var row = 0; row < alerts.Length; row++)
        {
            if (!decidedBy.IsEmpty && decidedBy[row] != 0)
                continue;
            alerts[row] = !decisions[row].SequenceEqual(otherwise);
        }

        return alerts;
    }
}
